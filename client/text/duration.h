#pragma once

#include <string_view>

#include "engine/base/clock.h"
#include "engine/base/status.h"

namespace vedette::text {

// "30s", "500ms", "2m", "1h30m", "7d", or a bare number of seconds ("90", "1.5"). At most 10 years.
// kInvalidArgument, reason "duration", for anything else and for negative ones.
base::Result<base::milliseconds> ParseDuration(std::string_view text);

}  // namespace vedette::text
