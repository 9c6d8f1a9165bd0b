// The room service/store: what survives a restart. Interfaces here, implementations in their own
// folders (sqlite/). It knows the engine's value types and nothing of the API; service/rpc and
// service/app call it.
#pragma once

#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/monitor/stream.h"

namespace vedette::store {

// The streams that users asked to be watched, with their secrets. Synchronised. Calls block until
// the change is committed (or failed); failures are kUnavailable when the store is lost.
class StreamStore {
 public:
  virtual ~StreamStore() = default;

  // By id.
  virtual base::Result<std::vector<monitor::StreamConfig>> LoadAll() = 0;
  // Adds or replaces; all of them or none.
  virtual base::Status Put(const std::vector<monitor::StreamConfig>& streams) = 0;
  // Unknown ids are passed over; all of them or none.
  virtual base::Status Remove(const std::vector<std::string>& ids) = 0;
};

}  // namespace vedette::store
