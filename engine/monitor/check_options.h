#pragma once

#include "engine/checks/stream_checks.h"
#include "engine/monitor/stream.h"

namespace vedette::monitor {

// What the checks need to know of a stream: its limits, and how its kind of source behaves.
// `owner`: a number that no other session of the engine has; its events have numbers of their own.
checks::CheckOptions CheckOptionsFor(const StreamConfig& config, uint64_t owner);
// The same for a probe; `segmented` and `live` as its source turned out to be.
checks::CheckOptions CheckOptionsFor(const ProbeRequest& request, bool segmented, bool live);

}  // namespace vedette::monitor
