#include "client/text/news.h"

#include <map>
#include <utility>

#include "client/text/format.h"
#include "client/text/verdict.h"

namespace vedette::text {
namespace {

using AlarmMap = std::map<std::pair<std::string, std::string>, const v1::Alarm*>;

AlarmMap Raised(const v1::Stream* stream) {
  AlarmMap alarms;
  if (stream == nullptr) return alarms;
  for (const v1::Alarm& alarm : stream->status().alarms()) {
    if (IsRaised(alarm)) alarms[{alarm.check(), alarm.subject()}] = &alarm;
  }
  return alarms;
}

// Last, as it may be a long URL.
std::string Where(const v1::Alarm& alarm) {
  return alarm.subject().empty() ? "" : ", " + alarm.subject();
}

}  // namespace

std::vector<std::string> News(const v1::Stream* before, const v1::Stream* after) {
  std::vector<std::string> lines;
  const std::string id = before != nullptr ? before->id() : after != nullptr ? after->id() : "";
  const auto say = [&lines, &id](const std::string& what) {
    lines.push_back(Printable(id + ": " + what));
  };
  if (after == nullptr) {
    if (before != nullptr) say("removed");
    return lines;
  }
  const v1::StreamStatus& now = after->status();
  const v1::StreamStatus& then = before != nullptr ? before->status() : now;
  if (before == nullptr || now.phase() != then.phase()) {
    const bool failed = now.phase() == v1::PHASE_BACKING_OFF || now.phase() == v1::PHASE_FAILED;
    say(PhaseCell(now.phase()).text + (failed ? ": " + now.last_error() : ""));
  }
  if (before != nullptr && now.health() != then.health()) {
    say("health " + HealthCell(now.health()).text + ", score " + std::to_string(now.score()));
  }
  const AlarmMap raised_then = Raised(before);
  const AlarmMap raised_now = Raised(after);
  for (const auto& [key, alarm] : raised_now) {
    const auto found = raised_then.find(key);
    if (found != raised_then.end() && found->second->severity() == alarm->severity()) continue;
    const std::string detail = alarm->detail().empty() ? "" : ": " + alarm->detail();
    say(alarm->check() + (found == raised_then.end() ? " raised (" : " is now (") +
        SeverityCell(alarm->severity()).text + "), since " + Time(alarm->since()) + Where(*alarm) +
        detail);
  }
  for (const auto& [key, alarm] : raised_then) {
    if (raised_now.count(key) == 0) say(alarm->check() + " cleared" + Where(*alarm));
  }
  return lines;
}

}  // namespace vedette::text
