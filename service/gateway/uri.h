#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace vedette::gateway {

// Percent-decoded text; `plus_is_space` as in queries. kInvalidArgument for a broken escape, a NUL
// and bytes that are not UTF-8.
base::Result<std::string> PercentDecode(std::string_view text, bool plus_is_space);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=x%20y" in order; a name without '=' has an empty value. kInvalidArgument (reason "query")
// for what can't be decoded and for more than 256 parameters.
base::Result<QueryPairs> ParseQuery(std::string_view query);

}  // namespace vedette::gateway
