#include "engine/hls/attribute_list.h"

#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace vedette::hls {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

base::Status BadAttribute(std::string_view name, const char* what) {
  return Malformed(std::string(name) + " is not " + what);
}

}  // namespace

base::Status Malformed(std::string what) {
  return base::Unavailable("invalid_data", std::move(what));
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || value < 0) return std::nullopt;
  return value;
}

std::optional<double> ParseDecimal(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

base::Result<AttributeList> AttributeList::Parse(std::string_view text) {
  AttributeList list;
  text = Trim(text);
  while (!text.empty()) {
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) return Malformed("attribute list has a name alone");
    const std::string_view name = Trim(text.substr(0, equals));
    if (name.empty() || name.find_first_of(",\" ") != std::string_view::npos) {
      return Malformed("attribute list has a malformed name");
    }
    text = Trim(text.substr(equals + 1));
    std::string_view value;
    if (text.starts_with('"')) {
      const size_t close = text.find('"', 1);
      if (close == std::string_view::npos) {
        return Malformed(std::string(name) + " has an unclosed quote");
      }
      value = text.substr(1, close - 1);
      text = Trim(text.substr(close + 1));
      if (!text.empty() && text.front() != ',') {
        return Malformed(std::string(name) + " goes on after its closing quote");
      }
    } else {
      const size_t comma = std::min(text.find(','), text.size());
      value = Trim(text.substr(0, comma));
      text = text.substr(comma);
    }
    list.attributes_.push_back({name, value});
    if (!text.empty()) text = Trim(text.substr(1));
  }
  return list;
}

std::optional<std::string_view> AttributeList::Find(std::string_view name) const {
  for (const Attribute& attribute : attributes_) {
    if (attribute.name == name) return attribute.value;
  }
  return std::nullopt;
}

base::Result<std::optional<int64_t>> AttributeList::Integer(std::string_view name) const {
  const auto text = Find(name);
  if (!text) return std::optional<int64_t>();
  const std::optional<int64_t> value = ParseInteger(*text);
  if (!value) return BadAttribute(name, "an integer");
  return value;
}

base::Result<std::optional<double>> AttributeList::Decimal(std::string_view name) const {
  const auto text = Find(name);
  if (!text) return std::optional<double>();
  const std::optional<double> value = ParseDecimal(*text);
  if (!value) return BadAttribute(name, "a number");
  return value;
}

base::Result<std::optional<std::array<uint8_t, 16>>> AttributeList::Hex128(
    std::string_view name) const {
  std::optional<std::array<uint8_t, 16>> value;
  const auto text = Find(name);
  if (!text) return value;
  std::string_view digits = *text;
  const bool marked = digits.starts_with("0x") || digits.starts_with("0X");
  if (marked) digits.remove_prefix(2);
  if (!marked || digits.empty() || digits.size() > 32)
    return BadAttribute(name, "0x and 32 digits");
  value.emplace();
  // Fewer digits are the low ones of a number.
  for (size_t i = 0; i < digits.size(); ++i) {
    const int digit = HexDigit(digits[digits.size() - 1 - i]);
    if (digit < 0) return BadAttribute(name, "hexadecimal");
    (*value)[15 - i / 2] |= static_cast<uint8_t>(digit << (i % 2 * 4));
  }
  return value;
}

}  // namespace vedette::hls
