#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "vedette/v1/monitoring_service.pb.h"

namespace vedette::client {

// The state of all streams, rebuilt from the messages of a watch: a snapshot, then deltas. Confined
// to one thread.
class StreamMirror {
 public:
  // Applies one message. The ids of the streams that changed, each once, in order; removed ones are
  // among them. After a snapshot, streams that are not in it are gone.
  std::vector<std::string> Apply(const v1::WatchStreamsResponse& message);

  const std::map<std::string, v1::Stream>& streams() const { return streams_; }
  // True from the first whole snapshot on.
  bool complete() const { return complete_; }
  // How many changes the daemon merged because this reader was too slow.
  int64_t merged() const { return merged_; }

 private:
  void TakeSnapshot(const v1::WatchStreamsResponse& message, std::vector<std::string>& changed);
  void TakeDelta(const v1::StreamDelta& delta);

  std::map<std::string, v1::Stream> streams_;
  std::map<std::string, v1::Stream> snapshot_;  // the parts received so far
  int64_t merged_ = 0;
  bool complete_ = false;
};

}  // namespace vedette::client
