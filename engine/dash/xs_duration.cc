#include "engine/dash/xs_duration.h"

#include <charconv>

namespace vedette::dash {
namespace {

constexpr double kDay = 86400;
constexpr double kLongest = 100 * 365 * kDay;

struct Unit {
  char name;
  double seconds;
};
// In the order in which they may stand.
constexpr Unit kDateUnits[] = {{'Y', 365 * kDay}, {'M', 30 * kDay}, {'D', kDay}};
constexpr Unit kTimeUnits[] = {{'H', 3600}, {'M', 60}, {'S', 1}};

// Adds the "<number><unit>" pairs at the front of `text`; false when one is malformed or misplaced.
template <size_t N>
bool AddUnits(std::string_view& text, const Unit (&units)[N], double& sum) {
  size_t next = 0;
  while (!text.empty() && text.front() != 'T') {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end == text.data() + text.size() || text.front() == '-') {
      return false;
    }
    while (next < N && units[next].name != *end) ++next;
    if (next == N) return false;
    sum += value * units[next++].seconds;
    text.remove_prefix(static_cast<size_t>(end - text.data()) + 1);
  }
  return true;
}

}  // namespace

std::optional<double> ParseXsDuration(std::string_view text) {
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  double sum = 0;
  if (!AddUnits(text, kDateUnits, sum)) return std::nullopt;
  if (!text.empty()) {
    text.remove_prefix(1);
    if (text.empty() || !AddUnits(text, kTimeUnits, sum) || !text.empty()) return std::nullopt;
  }
  // Written so that what is no number at all is refused, too.
  if (!(sum >= 0 && sum <= kLongest)) return std::nullopt;
  return sum;
}

}  // namespace vedette::dash
