#include "client/text/format.h"

#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace vedette::text {
namespace {

// Length of the well-formed UTF-8 sequence at the beginning of `text`, 0 when it is malformed.
size_t Sequence(std::string_view text, uint32_t& code_point) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) {
    code_point = lead;
    return 1;
  }
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  code_point = lead & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80) return 0;
    code_point = code_point << 6 | (next & 0x3FU);
  }
  const bool overlong = code_point < (length == 4 ? 0x10000U : length == 3 ? 0x800U : 0x80U);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return overlong || surrogate || code_point > 0x10FFFF ? 0 : length;
}

bool Harmless(uint32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return false;
  const bool turns = (code_point >= 0x202A && code_point <= 0x202E) ||
                     (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0x200E ||
                     code_point == 0x200F || code_point == 0x061C;
  return !turns && code_point != 0x2028 && code_point != 0x2029;
}

std::string Print(const char* format, double value) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    uint32_t code_point = 0;
    const size_t length = Sequence(text, code_point);
    if (length == 0 || !Harmless(code_point)) {
      const bool blank = code_point == '\t' || code_point == '\n' || code_point == '\r';
      out += length == 1 && blank ? ' ' : '?';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

size_t Width(std::string_view text) {
  size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80 ? 1 : 0;
  return width;
}

std::string Shorten(std::string_view text, size_t width) {
  if (Width(text) <= width) return std::string(text);
  if (width == 0) return "";
  size_t end = 0;
  for (size_t columns = 0; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80;
    if (begins && ++columns == width) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string Bitrate(double bits_per_second) {
  if (!(bits_per_second > 0)) return "-";
  if (bits_per_second < 1e6) return Print("%.0f kbit/s", bits_per_second / 1e3);
  return Print("%.2f Mbit/s", bits_per_second / 1e6);
}

std::string Bytes(double bytes) {
  if (bytes >= 1e9) return Print("%.1f GB", bytes / 1e9);
  return bytes >= 1e6 ? Print("%.0f MB", bytes / 1e6) : Print("%.0f kB", bytes / 1e3);
}

std::string Span(double seconds) {
  if (!(seconds > 0)) return "0 s";
  if (seconds < 10) return Print("%.1f s", seconds);
  if (seconds < 120) return Print("%.0f s", seconds);
  const double minutes = std::floor(seconds / 60);
  if (minutes < 60) return Print("%.0f min", minutes);
  const double hours = std::floor(minutes / 60);
  if (hours >= 48) return Print("%.0f d", std::floor(hours / 24));
  return Print("%.0f h ", hours) + Print("%.0f min", minutes - hours * 60);
}

std::string Number(double value) {
  if (!std::isfinite(value)) return "-";
  std::string text = Print("%.3f", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string Time(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return "-";
  const std::time_t seconds = time.seconds();
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "-";
  std::array<char, 64> buffer{};
  std::strftime(buffer.data(), buffer.size(), "%F %T", &parts);
  return std::string(buffer.data()) + "." + std::to_string(time.nanos() / 100000000);
}

double SecondsSince(const google::protobuf::Timestamp& time, double now_seconds) {
  return now_seconds - static_cast<double>(time.seconds()) - time.nanos() / 1e9;
}

std::string Word(std::string_view enum_name, std::string_view prefix) {
  if (enum_name.substr(0, prefix.size()) == prefix) enum_name.remove_prefix(prefix.size());
  std::string word;
  for (const char c : enum_name) {
    word += c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

}  // namespace vedette::text
