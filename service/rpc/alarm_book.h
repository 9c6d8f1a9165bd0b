#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/monitor/engine.h"
#include "service/store/event_store.h"

namespace vedette::rpc {

// The alarms of all streams as last told, kept in the store so that they are there after a restart,
// and the events on their way to the store. Synchronised; the engine's calls do not block.
//
// After a restart the engine begins anew: what the book inherited stays until the engine tells the
// same alarm again, or has looked at the stream for a minute without telling it; then it is
// cleared.
class AlarmBook final : public monitor::EngineListener {
 public:
  // Both must outlive the book.
  AlarmBook(store::EventStore& store, const base::Clock& clock);

  // Reads the alarms of the last run. Before the engine starts.
  base::Status Load() EXCLUDES(mutex_);
  // The stream is gone, and its alarms with it.
  void Forget(const std::string& stream_id) EXCLUDES(mutex_);
  // By stream, check and subject; pending ones too.
  std::vector<store::StoredAlarm> List() const EXCLUDES(mutex_);

  void OnStatus(const monitor::StreamStatusPtr& status) override EXCLUDES(mutex_);
  void OnEvent(const std::string& stream_id, const checks::EventRecord& event) override;
  void OnAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) override
      EXCLUDES(mutex_);
  void OnLog(const std::string&, const std::string&, const std::string&) override {}

 private:
  using Key = std::pair<std::string, std::string>;  // check, subject
  struct Kept {
    checks::AlarmRecord record;
    bool inherited = false;
  };
  struct Stream {
    std::map<Key, Kept> alarms;
    bool inherits = false;          // some of them are from the last run
    base::SteadyTime good_since{};  // looked at since; zero: not yet
  };

  store::EventStore& store_;
  const base::Clock& clock_;
  mutable base::Mutex mutex_;
  std::map<std::string, Stream> streams_ GUARDED_BY(mutex_);
};

}  // namespace vedette::rpc
