#pragma once

#include "engine/monitor/stream.h"
#include "vedette/v1/probe_report.pb.h"
#include "vedette/v1/stream.pb.h"

namespace vedette::rpc {

// The engine's view of a stream, part by part; the parts are also those of a StatusChange.
v1::MediaInfo MediaToProto(const monitor::StreamStatus& status);
v1::Metrics ToProto(const monitor::Metrics& metrics);
v1::Coverage ToProto(const checks::Coverage& coverage);
v1::Penalty ToProto(const checks::Penalty& penalty);
v1::Track ToProto(const monitor::TrackStatus& track);
v1::StreamStatus ToProto(const monitor::StreamStatus& status);

v1::ProbeReport ToProto(const monitor::ProbeReport& report);

}  // namespace vedette::rpc
