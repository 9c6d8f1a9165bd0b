#include "engine/dash/xml_reader.h"

#include <charconv>
#include <cmath>
#include <pugixml.hpp>
#include <utility>

#include "engine/base/date_time.h"
#include "engine/dash/xs_duration.h"

namespace vedette::dash {
namespace {

constexpr const char* kBlanks = " \t\r\n";

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::string_view Attribute(const pugi::xml_node& node, const char* name) {
  return Trim(node.attribute(name).value());
}

std::string_view TextIn(const pugi::xml_node& node) { return Trim(node.child_value()); }

void XmlReader::Fault(std::string fault) {
  if (fault_.empty()) fault_ = std::move(fault);
}

void XmlReader::Malformed(const pugi::xml_node& node, const char* name) {
  const std::string_view value = Attribute(node, name);
  std::string shown;
  for (const char c : value.substr(0, 40)) shown += c >= ' ' && c <= '~' ? c : '?';
  Fault(std::string(node.name()) + "@" + name + " is malformed or out of range: " + shown);
}

std::optional<int64_t> XmlReader::Integer(const pugi::xml_node& node, const char* name,
                                          int64_t least, int64_t most) {
  const std::string_view text = Attribute(node, name);
  if (text.empty()) return std::nullopt;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most) {
    return value;
  }
  Malformed(node, name);
  return std::nullopt;
}

std::optional<double> XmlReader::Decimal(const pugi::xml_node& node, const char* name) {
  const std::string_view text = Attribute(node, name);
  if (text.empty()) return std::nullopt;
  if (text == "INF") return HUGE_VAL;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) {
    return value;
  }
  Malformed(node, name);
  return std::nullopt;
}

std::optional<double> XmlReader::Duration(const pugi::xml_node& node, const char* name) {
  const std::string_view text = Attribute(node, name);
  if (text.empty()) return std::nullopt;
  const std::optional<double> value = ParseXsDuration(text);
  if (!value) Malformed(node, name);
  return value;
}

std::optional<base::WallTime> XmlReader::DateTime(const pugi::xml_node& node, const char* name) {
  const std::string_view text = Attribute(node, name);
  if (text.empty()) return std::nullopt;
  const std::optional<base::WallTime> value = base::ParseDateTime(text);
  if (!value) Malformed(node, name);
  return value;
}

}  // namespace vedette::dash
