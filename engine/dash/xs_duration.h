#pragma once

#include <optional>
#include <string_view>

namespace vedette::dash {

// xs:duration, "P1DT2H3M4.5S", as seconds; a month counts 30 days and a year 365. Nothing for what
// is malformed, negative, or longer than a century.
std::optional<double> ParseXsDuration(std::string_view text);

}  // namespace vedette::dash
