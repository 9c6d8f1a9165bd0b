#pragma once

#include <vector>

#include "engine/monitor/stream.h"
#include "service/rpc/api_error.h"
#include "vedette/v1/monitoring_service.pb.h"

namespace vedette::rpc {

// The request as the engine takes it, defaults filled in. Files are never allowed. Faults of form
// are added to `violations`; the URL's scheme is the engine's to judge.
monitor::ProbeRequest ToEngine(const v1::ProbeStreamRequest& request,
                               std::vector<FieldViolation>& violations);

}  // namespace vedette::rpc
