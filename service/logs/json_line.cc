#include "service/logs/json_line.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "service/logs/redact.h"

namespace vedette::logs {
namespace {

constexpr size_t kMaxText = 8192;

std::string Quoted(std::string_view text) {
  const nlohmann::json json(std::string(text.substr(0, kMaxText)));
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view LevelName(Level level) {
  switch (level) {
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

std::string ValueText(const Field& field) {
  if (IsSecretKey(field.key)) return "\"***\"";
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    return Quoted(RedactText(text->substr(0, kMaxText)));
  }
  if (const auto* whole = std::get_if<int64_t>(&field.value)) return std::to_string(*whole);
  if (const auto* yes = std::get_if<bool>(&field.value)) return *yes ? "true" : "false";
  const double number = std::get<double>(field.value);
  return std::isfinite(number) ? nlohmann::json(number).dump() : "null";
}

}  // namespace

std::string JsonLine(Level level, base::WallTime time, std::string_view stream_id,
                     std::string_view message, Fields fields) {
  std::string line = "{\"time\":\"" + base::FormatWallTime(time) + "\",\"level\":\"";
  line += LevelName(level);
  line += '"';
  if (!stream_id.empty()) line += ",\"stream\":" + Quoted(stream_id);
  line += ",\"message\":" + Quoted(RedactText(message.substr(0, kMaxText)));
  for (const Field& field : fields) line += "," + Quoted(field.key) + ":" + ValueText(field);
  return line + "}";
}

}  // namespace vedette::logs
