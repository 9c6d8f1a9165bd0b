#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/monitor/engine.h"
#include "service/rpc/mapping_stream.h"
#include "service/rpc/stream_hub.h"
#include "service/store/stream_store.h"

namespace vedette::rpc {

// The streams that are to be watched, in their three places: the store (written first, so that
// nothing that was answered is lost), the live feed, and the engine. Synchronised: readers never
// wait for the store, writers take turns.
class StreamRegistry {
 public:
  // What the engine would say of a configuration: monitor::Validate with the engine's options.
  using Validator = std::function<base::Status(const monitor::StreamConfig&)>;

  // All must outlive the registry.
  StreamRegistry(store::StreamStore& store, monitor::Engine& engine, StreamHub& hub,
                 Validator validator);

  // Hands the stored streams to the engine. A stream that the engine refuses (its scheme is no
  // longer allowed, say) is left in the store and told in `refused` ("id: why").
  base::Result<int> Load(std::vector<std::string>* refused) EXCLUDES(order_, mutex_);

  // A new stream as the client wants it, checked; faults are added with `prefix` before the field.
  // An empty id is replaced by one that is free.
  monitor::StreamConfig Prepare(const v1::Stream& from, const std::string& prefix,
                                std::vector<FieldViolation>& violations) const EXCLUDES(mutex_);

  // Adds prepared streams, all or none. kAlreadyExists names the id.
  base::Status Add(std::vector<monitor::StreamConfig> configs) EXCLUDES(order_, mutex_);
  // Takes `fields` from `from`. kAborted when `etag` is given and not the present one; faults of
  // form are added to `violations` (and the status is then kInvalidArgument).
  base::Status Update(const v1::Stream& from, const std::vector<std::string>& fields,
                      std::vector<FieldViolation>& violations) EXCLUDES(order_, mutex_);
  // All or none. `etag` "" = any. kNotFound names the first unknown id unless `allow_missing`.
  base::Status Remove(const std::vector<std::string>& ids, const std::string& etag,
                      bool allow_missing) EXCLUDES(order_, mutex_);
  base::Status SetPaused(const std::string& id, bool paused) EXCLUDES(order_, mutex_);

  // The stream as it may be shown, with its status; nothing for an unknown one.
  std::optional<v1::Stream> Get(const std::string& id) const EXCLUDES(mutex_);
  bool Has(const std::string& id) const EXCLUDES(mutex_);

  // Configurations as shown, by id, without status.
  std::vector<ShownStream> Shown() const EXCLUDES(mutex_);

 private:
  struct Entry {
    monitor::StreamConfig config;
    ShownStream shown;
    uint64_t secrets = 0;  // counts changes that the shown form does not show
  };

  // The entry of a configuration; `before` is the one it replaces.
  static Entry MakeEntry(monitor::StreamConfig config, const Entry* before);
  base::Status Replace(Entry entry, const Entry& before) EXCLUDES(mutex_) REQUIRES(order_);
  std::optional<Entry> Find(const std::string& id) const EXCLUDES(mutex_);
  void Forget(const std::string& id) EXCLUDES(mutex_) REQUIRES(order_);

  store::StreamStore& store_;
  monitor::Engine& engine_;
  StreamHub& hub_;
  const Validator validator_;
  // Held over a whole change, store and engine included: changes happen one after the other and in
  // the same order everywhere. Readers do not take it.
  base::Mutex order_;
  mutable base::Mutex mutex_;
  std::map<std::string, Entry> entries_ GUARDED_BY(mutex_);
};

// Puts the engine's status into a shown stream; a queued (or paused) one where it has none yet.
v1::Stream WithStatus(const v1::Stream& shown, const monitor::StreamStatusPtr& status);

}  // namespace vedette::rpc
