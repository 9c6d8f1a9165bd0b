#include "client/text/verdict.h"

#include <algorithm>
#include <vector>

#include "client/text/format.h"

namespace vedette::text {

bool IsRaised(const v1::Alarm& alarm) {
  return alarm.state() == v1::ALARM_STATE_RAISED || alarm.state() == v1::ALARM_STATE_CLEARING;
}

bool IsClosed(const v1::StreamStatus& status) {
  return (status.phase() == v1::PHASE_BACKING_OFF || status.phase() == v1::PHASE_FAILED) &&
         !status.last_error().empty() && status.media().container().empty();
}

Exit Judge(const v1::ProbeReport& report) {
  if (!report.opened()) return kNotOpened;
  const bool alarm = std::any_of(report.alarms().begin(), report.alarms().end(),
                                 [](const v1::Alarm& each) { return IsRaised(each); });
  const bool event =
      std::any_of(report.events().begin(), report.events().end(),
                  [](const v1::Event& each) { return each.severity() >= v1::SEVERITY_WARNING; });
  return alarm || event ? kAlarm : kGood;
}

Exit Judge(const v1::StreamStatus& status, bool events) {
  if (IsClosed(status)) return kNotOpened;
  const bool alarm = std::any_of(status.alarms().begin(), status.alarms().end(),
                                 [](const v1::Alarm& each) { return IsRaised(each); });
  return alarm || events ? kAlarm : kGood;
}

Cell HealthCell(v1::Health health) {
  const Colour colour = health == v1::HEALTH_OK         ? Colour::kGood
                        : health == v1::HEALTH_DEGRADED ? Colour::kWarning
                        : health == v1::HEALTH_UNKNOWN  ? Colour::kFaint
                                                        : Colour::kBad;
  return {Word(v1::Health_Name(health), "HEALTH_"), colour};
}

Cell SeverityCell(v1::Severity severity) {
  const Colour colour = severity >= v1::SEVERITY_MAJOR     ? Colour::kBad
                        : severity >= v1::SEVERITY_WARNING ? Colour::kWarning
                                                           : Colour::kNotice;
  return {Word(v1::Severity_Name(severity), "SEVERITY_"), colour};
}

Cell PhaseCell(v1::Phase phase) {
  const bool bad = phase == v1::PHASE_BACKING_OFF || phase == v1::PHASE_FAILED;
  const Colour colour = bad                          ? Colour::kBad
                        : phase == v1::PHASE_RUNNING ? Colour::kNone
                                                     : Colour::kFaint;
  return {Word(v1::Phase_Name(phase), "PHASE_"), colour};
}

Cell AlarmsCell(const v1::StreamStatus& status, double now_seconds) {
  std::vector<const v1::Alarm*> alarms;
  for (const v1::Alarm& alarm : status.alarms()) {
    if (IsRaised(alarm) || alarm.state() == v1::ALARM_STATE_PENDING) alarms.push_back(&alarm);
  }
  std::stable_sort(alarms.begin(), alarms.end(), [](const v1::Alarm* a, const v1::Alarm* b) {
    return IsRaised(*a) != IsRaised(*b) ? IsRaised(*a) : a->severity() > b->severity();
  });
  Cell cell;
  for (const v1::Alarm* const alarm : alarms) {
    if (!cell.text.empty()) cell.text += ", ";
    cell.text += alarm->check();
    if (alarm->state() == v1::ALARM_STATE_RAISED) {
      cell.text += " " + Span(SecondsSince(alarm->since(), now_seconds));
    } else {
      cell.text += " (" + Word(v1::AlarmState_Name(alarm->state()), "ALARM_STATE_") + ")";
    }
  }
  if (!alarms.empty()) {
    cell.colour =
        IsRaised(*alarms[0]) ? SeverityCell(alarms[0]->severity()).colour : Colour::kNotice;
  } else if (!status.last_error().empty() && status.phase() == v1::PHASE_BACKING_OFF) {
    cell = {status.last_error(), Colour::kWarning};
  }
  return cell;
}

std::string Media(const std::string& container,
                  const google::protobuf::RepeatedPtrField<v1::Track>& tracks) {
  std::string media = container;
  for (const v1::Track& track : tracks) {
    if (track.codec().empty()) continue;
    media += " " + track.codec();
    if (track.type() != v1::TRACK_TYPE_VIDEO || track.width() == 0) continue;
    media += " " + std::to_string(track.width()) + "x" + std::to_string(track.height());
    const double rate =
        track.nominal_frame_rate() > 0 ? track.nominal_frame_rate() : track.frame_rate();
    if (rate > 0) media += " " + Number(rate);
  }
  return media;
}

}  // namespace vedette::text
