#pragma once

#include <optional>
#include <string_view>

#include "engine/base/clock.h"

namespace vedette::base {

// ISO 8601 as EXT-X-PROGRAM-DATE-TIME and xs:dateTime have it: "2026-01-31T12:00:00.250+01:00";
// fraction and zone
// ("Z", "+hh:mm", "+hhmm", "+hh") may be missing, UTC is assumed then. Years 1970 to 9999.
std::optional<WallTime> ParseDateTime(std::string_view text);

// The Date of an HTTP answer, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7; its obsolete
// forms are not read).
std::optional<WallTime> ParseHttpDate(std::string_view text);

}  // namespace vedette::base
