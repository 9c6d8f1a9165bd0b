#pragma once

#include <string>

#include "engine/checks/check.h"
#include "vedette/v1/alarm.pb.h"

namespace vedette::rpc {

v1::Severity ToProto(checks::Severity severity);
v1::AlarmState ToProto(checks::AlarmState state);

// The epoch stands for "no time": callers leave the field absent then.
void SetTime(base::WallTime time, google::protobuf::Timestamp* to);

// NaN and infinity have no JSON number: they become 0.
double Finite(double value);

// Names and texts that come from streams may hold any bytes, and one that is not UTF-8 would make
// the whole message unreadable: each byte that is none becomes '?'.
std::string ValidText(const std::string& text);

// The id under which the alarm of one stream, check and subject is known: stable over restarts,
// safe in a URL path. "ch1~black", with a hash of the subject where there is one.
std::string AlarmId(const std::string& stream_id, const std::string& check,
                    const std::string& subject);

// Without an id where `stream_id` is "" (a probe report).
v1::Alarm ToProto(const std::string& stream_id, const checks::AlarmRecord& alarm);

// `id` is the store's, or "" in a probe report.
v1::Event ToProto(const std::string& id, const std::string& stream_id,
                  const checks::EventRecord& event);

}  // namespace vedette::rpc
