#include "service/logs/engine_log.h"

#include <cmath>

namespace vedette::logs {
namespace {

std::string_view SeverityName(checks::Severity severity) {
  switch (severity) {
    case checks::Severity::kInfo:
      return "info";
    case checks::Severity::kWarning:
      return "warning";
    case checks::Severity::kMinor:
      return "minor";
    case checks::Severity::kMajor:
      return "major";
    case checks::Severity::kCritical:
      return "critical";
  }
  return "warning";
}

}  // namespace

void EngineLog::OnEvent(const std::string& stream_id, const checks::EventRecord& event) {
  if (!event.end) return;
  const double seconds = std::chrono::duration<double>(event.end->wall - event.start.wall).count();
  const bool tied = !std::isnan(event.start.media) && !std::isnan(event.end->media);
  log_.Write(Level::kInfo, stream_id, "event",
             {{"check", event.check},
              {"subject", event.subject},
              {"severity", SeverityName(event.severity)},
              {"start", base::FormatWallTime(event.start.wall)},
              {"seconds", tied ? event.end->media - event.start.media : seconds},
              {"value", event.value},
              {"limit", event.limit},
              {"detail", event.detail},
              {"suppressed_by", event.suppressed_by}});
}

void EngineLog::OnAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) {
  std::string_view what;
  Level level = Level::kInfo;
  switch (alarm.state) {
    case checks::AlarmState::kRaised:
      what = "alarm raised";
      level = alarm.severity >= checks::Severity::kMajor ? Level::kError : Level::kWarning;
      break;
    case checks::AlarmState::kSuppressed:
      what = "alarm suppressed";
      break;
    case checks::AlarmState::kOk:
      if (!alarm.raised) return;  // was only pending
      what = "alarm cleared";
      break;
    default:
      return;
  }
  log_.Write(level, stream_id, what,
             {{"check", alarm.check},
              {"subject", alarm.subject},
              {"severity", SeverityName(alarm.severity)},
              {"since", base::FormatWallTime(alarm.since)},
              {"value", alarm.value},
              {"limit", alarm.limit},
              {"detail", alarm.detail},
              {"suppressed_by", alarm.suppressed_by}});
}

void EngineLog::OnLog(const std::string& stream_id, const std::string& level,
                      const std::string& message) {
  const Level as = level == "info"      ? Level::kInfo
                   : level == "warning" ? Level::kWarning
                                        : Level::kError;
  log_.Write(as, stream_id, message, {});
}

}  // namespace vedette::logs
