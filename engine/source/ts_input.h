#pragma once

#include <atomic>
#include <cstdint>

#include "engine/base/status.h"
#include "engine/media/access_unit.h"

namespace vedette::source {

// Receives what a TsInput reads. Called on the loop's thread.
class TsInputSink {
 public:
  virtual ~TsInputSink() = default;
  // While false, an input should bring no bytes: it lets its sender wait, or drops and counts.
  virtual bool HasRoom() = 0;
  // False: no more is wanted.
  virtual bool OnBytes(media::ByteView bytes) = 0;
  // Bytes were lost on our side of the network.
  virtual void OnLoss() = 0;
  // Ok: the media ended. Nothing follows.
  virtual void OnInputEnd(base::Status status) = 0;
};

// The transport under a TsSource. Reads from its construction on. Confined to the loop's thread,
// destruction included; not to be destroyed from inside a call to its sink.
class TsInput {
 public:
  virtual ~TsInput() = default;
};

// Datagrams that did not become bytes. Synchronised: counted on the loop, read anywhere.
struct TsLosses {
  std::atomic<uint64_t> kernel{0};  // the socket's buffer was full: this machine was too slow
  std::atomic<uint64_t> budget{0};  // the byte budget was used up
  std::atomic<uint64_t> cut{0};     // longer than we read
  std::atomic<uint64_t> rtp{0};     // by RTP sequence numbers: lost in the network (or above)
};

}  // namespace vedette::source
