#pragma once

#include <string>
#include <vector>

#include "vedette/v1/stream.pb.h"

namespace vedette::text {

// What is worth a line when a stream goes from `before` to `after` (null: not there): it came or
// went, its phase or health changed, alarms were raised or cleared. Each line is printable and
// begins with the stream's id: "ch1: black raised (warning), since 2026-01-01 12:00:00.0: ...".
std::vector<std::string> News(const v1::Stream* before, const v1::Stream* after);

}  // namespace vedette::text
