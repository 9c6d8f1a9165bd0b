#include "engine/base/date_time.h"

#include <chrono>
#include <string>

namespace vedette::base {
namespace {

// Takes up to `most` digits off the front; nothing when there are fewer than `least`.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<int> Digits(size_t count) {
    if (text_.size() < count) return std::nullopt;
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return std::nullopt;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  bool Take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  // The digits of a fraction as microseconds; further ones are dropped.
  std::optional<int> Fraction() {
    int value = 0;
    int scale = 100000;
    size_t digits = 0;
    while (digits < text_.size() && text_[digits] >= '0' && text_[digits] <= '9') {
      value += (text_[digits++] - '0') * scale;
      scale /= 10;
    }
    text_.remove_prefix(digits);
    if (digits == 0) return std::nullopt;
    return value;
  }
  bool empty() const { return text_.empty(); }

 private:
  std::string_view text_;
};

// Offset from UTC in minutes.
std::optional<int> Zone(Scanner& scan) {
  if (scan.empty() || scan.Take('Z') || scan.Take('z')) return 0;
  const bool minus = scan.Take('-');
  if (!minus && !scan.Take('+')) return std::nullopt;
  const std::optional<int> hours = scan.Digits(2);
  if (!hours) return std::nullopt;
  scan.Take(':');
  const int minutes = *hours * 60 + scan.Digits(2).value_or(0);
  return minus ? -minutes : minutes;
}

}  // namespace

std::optional<WallTime> ParseDateTime(std::string_view text) {
  namespace chrono = std::chrono;
  Scanner scan(text);
  const auto year = scan.Digits(4);
  scan.Take('-');
  const auto month = scan.Digits(2);
  scan.Take('-');
  const auto day = scan.Digits(2);
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  const chrono::year_month_day date(chrono::year(*year),
                                    chrono::month(static_cast<unsigned>(*month)),
                                    chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || !(scan.Take('T') || scan.Take('t') || scan.Take(' '))) return std::nullopt;
  const auto hour = scan.Digits(2);
  scan.Take(':');
  const auto minute = scan.Digits(2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  int micros = 0;
  scan.Take(':');
  if (const auto seconds = scan.Digits(2)) {
    second = *seconds;
    if (second > 60) return std::nullopt;
    if (scan.Take('.') || scan.Take(',')) {
      const auto fraction = scan.Fraction();
      if (!fraction) return std::nullopt;
      micros = *fraction;
    }
  }
  const auto zone = Zone(scan);
  if (!zone || !scan.empty()) return std::nullopt;
  return WallTime(chrono::sys_days(date).time_since_epoch() + chrono::hours(*hour) +
                  chrono::minutes(*minute - *zone) + chrono::seconds(second) +
                  chrono::microseconds(micros));
}

std::optional<WallTime> ParseHttpDate(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr size_t kLength = 29;
  if (text.size() != kLength || !text.ends_with(" GMT")) return std::nullopt;
  const size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::string number = std::to_string(month / 3 + 1);
  std::string iso(text.substr(12, 4));
  iso.append("-").append(2 - number.size(), '0').append(number).append("-");
  iso.append(text.substr(5, 2)).append("T").append(text.substr(17, 8)).append("Z");
  return ParseDateTime(iso);
}

}  // namespace vedette::base
