#pragma once

#include <string>
#include <string_view>

#include "engine/base/clock.h"
#include "service/logs/log.h"

namespace vedette::logs {

// One line of a log without its line end: {"time", "level", "stream" where not empty, "message",
// then the fields}. Redacted; texts are cut at 8 KiB, bytes that are no UTF-8 are replaced.
std::string JsonLine(Level level, base::WallTime time, std::string_view stream_id,
                     std::string_view message, Fields fields);

}  // namespace vedette::logs
