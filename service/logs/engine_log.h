#pragma once

#include <string>

#include "engine/monitor/engine.h"
#include "service/logs/log.h"

namespace vedette::logs {

// Writes what the engine tells into the streams' own logs: its lines, alarms when they are raised,
// suppressed and cleared, events when they have ended. Synchronised; never blocks. `log` must
// outlive it.
class EngineLog final : public monitor::EngineListener {
 public:
  explicit EngineLog(Log& log) : log_(log) {}

  void OnStatus(const monitor::StreamStatusPtr&) override {}
  void OnEvent(const std::string& stream_id, const checks::EventRecord& event) override;
  void OnAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) override;
  void OnLog(const std::string& stream_id, const std::string& level,
             const std::string& message) override;

 private:
  Log& log_;
};

}  // namespace vedette::logs
