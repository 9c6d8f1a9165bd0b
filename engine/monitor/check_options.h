#pragma once

#include "engine/checks/stream_checks.h"
#include "engine/monitor/stream.h"

namespace vedette::monitor {

// What the checks need to know of a stream: its limits, and how its kind of source behaves.
checks::CheckOptions CheckOptionsFor(const StreamConfig& config);
// The same for a probe; `segmented` and `live` as its source turned out to be.
checks::CheckOptions CheckOptionsFor(const ProbeRequest& request, bool segmented, bool live);

}  // namespace vedette::monitor
