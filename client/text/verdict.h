#pragma once

#include <string>

#include "client/text/table.h"
#include "vedette/v1/probe_report.pb.h"
#include "vedette/v1/stream.pb.h"

namespace vedette::text {

// What the programs' exit codes mean.
enum Exit : int {
  kGood = 0,
  kAlarm = 1,       // a raised alarm, or a recorded event of warning or worse
  kNotOpened = 2,   // the source could not be opened, or no daemon answers
  kRefused = 3,     // the daemon answered with an error
  kWrongUsage = 64  // sysexits.h: EX_USAGE
};

// Raised, or clearing after it was.
bool IsRaised(const v1::Alarm& alarm);
// The source cannot be opened: the daemon keeps trying or has given up, and never saw media.
bool IsClosed(const v1::StreamStatus& status);

Exit Judge(const v1::ProbeReport& report);
// `events`: whether an event of warning or worse is recorded.
Exit Judge(const v1::StreamStatus& status, bool events);

Cell HealthCell(v1::Health health);
Cell SeverityCell(v1::Severity severity);
Cell PhaseCell(v1::Phase phase);
// "black 12 s, silence (pending)": the alarms of a stream, the worst first.
Cell AlarmsCell(const v1::StreamStatus& status, double now_seconds);
// "hls h264 1920x1080 25 aac": what a source is made of.
std::string Media(const std::string& container,
                  const google::protobuf::RepeatedPtrField<v1::Track>& tracks);

}  // namespace vedette::text
