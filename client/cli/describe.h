#pragma once

#include <string>

#include "client/cli/shell.h"
#include "vedette/v1/probe_report.pb.h"

namespace vedette::cli {

// One stream for people: what it is, how it is, its tracks and alarms.
std::string Describe(const v1::Stream& stream, const Shell& shell);
// A probe's report for people.
std::string Describe(const v1::ProbeReport& report, const Shell& shell);

// Tables.
std::string DescribeTracks(const google::protobuf::RepeatedPtrField<v1::Track>& tracks,
                           const Shell& shell);
// With the stream's id where there is one.
std::string DescribeAlarms(const google::protobuf::RepeatedPtrField<v1::Alarm>& alarms,
                           const Shell& shell);
std::string DescribeEvents(const google::protobuf::RepeatedPtrField<v1::Event>& events,
                           const Shell& shell);

}  // namespace vedette::cli
