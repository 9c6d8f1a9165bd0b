#include "service/rpc/mapping_alarm.h"

#include <google/protobuf/stubs/common.h>

#include <cmath>
#include <cstdio>

namespace vedette::rpc {

static_assert(static_cast<int>(checks::Severity::kInfo) == v1::SEVERITY_INFO);
static_assert(static_cast<int>(checks::Severity::kCritical) == v1::SEVERITY_CRITICAL);
static_assert(static_cast<int>(checks::AlarmState::kOk) + 1 == v1::ALARM_STATE_OK);
static_assert(static_cast<int>(checks::AlarmState::kUnknown) + 1 == v1::ALARM_STATE_UNKNOWN);

v1::Severity ToProto(checks::Severity severity) { return static_cast<v1::Severity>(severity); }

v1::AlarmState ToProto(checks::AlarmState state) {
  return static_cast<v1::AlarmState>(static_cast<int>(state) + 1);
}

void SetTime(base::WallTime time, google::protobuf::Timestamp* to) {
  const int64_t micros = time.time_since_epoch().count();
  int64_t whole = micros / 1000000;
  int64_t rest = micros % 1000000;
  if (rest < 0) {
    rest += 1000000;
    --whole;
  }
  to->set_seconds(whole);
  to->set_nanos(static_cast<int32_t>(rest * 1000));
}

std::string ValidText(const std::string& text) {
  const auto valid = [](const char* at, size_t size) {
    return google::protobuf::internal::IsStructurallyValidUTF8(at, static_cast<int>(size));
  };
  if (valid(text.data(), text.size())) return text;
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t size = 1;
    while (size <= 4 && i + size <= text.size() && !valid(text.data() + i, size)) ++size;
    const bool found = size <= 4 && i + size <= text.size();
    if (!found) size = 1;
    out += found ? text.substr(i, size) : "?";
    i += size;
  }
  return out;
}

double Finite(double value) { return std::isfinite(value) ? value : 0; }

std::string AlarmId(const std::string& stream_id, const std::string& check,
                    const std::string& subject) {
  std::string id = stream_id + "~" + check;
  if (subject.empty()) return id;
  uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (const char c : subject) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char text[20];
  std::snprintf(text, sizeof(text), "~%012llx",
                static_cast<unsigned long long>(hash & 0xffffffffffffULL));
  return id + text;
}

v1::Alarm ToProto(const std::string& stream_id, const checks::AlarmRecord& alarm) {
  v1::Alarm out;
  if (!stream_id.empty()) out.set_id(AlarmId(stream_id, alarm.check, alarm.subject));
  out.set_stream_id(stream_id);
  out.set_check(alarm.check);
  out.set_severity(ToProto(alarm.severity));
  out.set_state(ToProto(alarm.state));
  out.set_value(Finite(alarm.value));
  out.set_limit(Finite(alarm.limit));
  if (alarm.since != base::WallTime{}) SetTime(alarm.since, out.mutable_since());
  out.set_detail(ValidText(alarm.detail));
  if (alarm.raised) SetTime(*alarm.raised, out.mutable_raised_time());
  if (alarm.cleared) SetTime(*alarm.cleared, out.mutable_cleared_time());
  out.set_subject(ValidText(alarm.subject));
  out.set_suppressed_by(alarm.suppressed_by);
  return out;
}

v1::Event ToProto(const std::string& id, const std::string& stream_id,
                  const checks::EventRecord& event) {
  v1::Event out;
  out.set_id(id);
  out.set_stream_id(stream_id);
  out.set_check(event.check);
  out.set_severity(ToProto(event.severity));
  if (event.start.wall != base::WallTime{}) SetTime(event.start.wall, out.mutable_start_time());
  if (std::isfinite(event.start.media)) out.set_start_seconds(event.start.media);
  if (event.end) {
    if (event.end->wall != base::WallTime{}) SetTime(event.end->wall, out.mutable_end_time());
    if (std::isfinite(event.end->media)) out.set_end_seconds(event.end->media);
  }
  out.set_value(Finite(event.value));
  out.set_limit(Finite(event.limit));
  out.set_detail(ValidText(event.detail));
  out.set_subject(ValidText(event.subject));
  out.set_suppressed_by(event.suppressed_by);
  return out;
}

}  // namespace vedette::rpc
