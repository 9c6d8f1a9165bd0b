#include "engine/dash/url_template.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace vedette::dash {
namespace {

constexpr size_t kWidest = 32;

// The number as "%0<width>d" writes it; nothing when `format` is no such format.
std::optional<std::string> Format(std::string_view format, int64_t value) {
  std::string digits = std::to_string(value);
  if (format.empty()) return digits;
  if (!format.starts_with("%0") || !format.ends_with("d")) return std::nullopt;
  const std::string_view width_text = format.substr(2, format.size() - 3);
  size_t width = 0;
  const auto [end, error] =
      std::from_chars(width_text.data(), width_text.data() + width_text.size(), width);
  if (error != std::errc() || end != width_text.data() + width_text.size()) return std::nullopt;
  width = std::min(width, kWidest);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

// `fill(name, format)` gives what stands for "$name<format>$", or nothing.
template <typename Fill>
std::string Replace(std::string_view text, const Fill& fill) {
  std::string result;
  while (true) {
    const size_t begin = text.find('$');
    const size_t end = begin == std::string_view::npos ? begin : text.find('$', begin + 1);
    if (end == std::string_view::npos) break;
    result += text.substr(0, begin);
    const std::string_view inner = text.substr(begin + 1, end - begin - 1);
    const size_t format = std::min(inner.find('%'), inner.size());
    const std::optional<std::string> value = fill(inner.substr(0, format), inner.substr(format));
    result += value ? *value : std::string(text.substr(begin, end - begin + 1));
    text.remove_prefix(end + 1);
  }
  result += text;
  return result;
}

}  // namespace

std::string FillRepresentation(std::string_view text, std::string_view id, int64_t bandwidth) {
  return Replace(text,
                 [&](std::string_view name, std::string_view format) -> std::optional<std::string> {
                   if (name == "RepresentationID" && format.empty()) return std::string(id);
                   if (name == "Bandwidth") return Format(format, bandwidth);
                   return std::nullopt;
                 });
}

std::string FillSegment(std::string_view text, int64_t number, int64_t time) {
  return Replace(text,
                 [&](std::string_view name, std::string_view format) -> std::optional<std::string> {
                   if (name.empty() && format.empty()) return "$";
                   if (name == "Number") return Format(format, number);
                   if (name == "Time") return Format(format, time);
                   return std::nullopt;
                 });
}

}  // namespace vedette::dash
