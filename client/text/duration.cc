#include "client/text/duration.h"

#include <charconv>
#include <string>
#include <utility>

namespace vedette::text {
namespace {

constexpr double kLongest = 10.0 * 365 * 86400 * 1000;

constexpr std::pair<std::string_view, double> kUnits[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000},
};

base::Status Refuse(std::string_view text) {
  return base::InvalidArgument(
      "duration", "\"" + std::string(text) + "\" is no duration (30s, 500ms, 2m, 1h30m, 7d)");
}

}  // namespace

base::Result<base::milliseconds> ParseDuration(std::string_view text) {
  std::string_view rest = text;
  double total = 0;
  if (rest.empty()) return Refuse(text);
  while (!rest.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (error != std::errc() || !(number >= 0)) return Refuse(text);
    const bool whole = end == text.data() + text.size() && rest.data() == text.data();
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
    double unit = whole ? 1000 : 0;
    std::string_view longest;
    for (const auto& [name, milliseconds] : kUnits) {
      if (rest.substr(0, name.size()) == name && name.size() > longest.size()) {
        longest = name;
        unit = milliseconds;
      }
    }
    if (unit == 0) return Refuse(text);
    rest.remove_prefix(longest.size());
    total += number * unit;
    if (total > kLongest) return Refuse(text);
  }
  return base::milliseconds(static_cast<int64_t>(total + 0.5));
}

}  // namespace vedette::text
