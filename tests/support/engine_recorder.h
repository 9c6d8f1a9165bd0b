#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/monitor/engine.h"

namespace vedette::support {

// An EngineListener that keeps what it is told and lets tests wait for it. Synchronised.
class EngineRecorder final : public monitor::EngineListener {
 public:
  struct Record {
    std::map<std::string, monitor::StreamStatusPtr> status;  // the newest of each stream
    std::vector<std::pair<std::string, checks::EventRecord>> events;
    std::vector<std::pair<std::string, checks::AlarmRecord>> alarms;
    std::vector<std::string> log;

    bool Raised(const std::string& id, const std::string& check) const {
      for (const auto& [stream, alarm] : alarms) {
        if (stream == id && alarm.check == check && alarm.state == checks::AlarmState::kRaised) {
          return true;
        }
      }
      return false;
    }
    monitor::Phase PhaseOf(const std::string& id) const {
      const auto found = status.find(id);
      return found == status.end() ? monitor::Phase::kFailed : found->second->phase;
    }
  };

  void OnStatus(const monitor::StreamStatusPtr& status) override {
    Change([&](Record& record) { record.status[status->id] = status; });
  }
  void OnEvent(const std::string& id, const checks::EventRecord& event) override {
    Change([&](Record& record) { record.events.emplace_back(id, event); });
  }
  void OnAlarm(const std::string& id, const checks::AlarmRecord& alarm) override {
    Change([&](Record& record) { record.alarms.emplace_back(id, alarm); });
  }
  void OnLog(const std::string& id, const std::string& level, const std::string& message) override {
    Change([&](Record& record) { record.log.push_back(id + " " + level + ": " + message); });
  }

  // Waits until `condition` holds; false after `limit`.
  bool WaitFor(const std::function<bool(const Record&)>& condition,
               base::milliseconds limit = base::seconds(20)) {
    const base::Deadline deadline = base::Deadline::After(limit);
    base::MutexLock lock(mutex_);
    while (!condition(record_)) {
      if (!changed_.WaitUntil(mutex_, deadline.at()) && !condition(record_)) return false;
    }
    return true;
  }
  void With(const std::function<void(const Record&)>& look) {
    base::MutexLock lock(mutex_);
    look(record_);
  }

 private:
  void Change(const std::function<void(Record&)>& change) {
    base::MutexLock lock(mutex_);
    change(record_);
    changed_.NotifyAll();
  }

  base::Mutex mutex_;
  base::CondVar changed_;
  Record record_;
};

}  // namespace vedette::support
