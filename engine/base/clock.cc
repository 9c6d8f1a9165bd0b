#include "engine/base/clock.h"

#include <cstdio>
#include <ctime>

namespace vedette::base {

std::string FormatWallTime(WallTime time) {
  const auto since_epoch = time.time_since_epoch();
  const auto whole = std::chrono::floor<seconds>(since_epoch);
  const auto millis = std::chrono::duration_cast<milliseconds>(since_epoch - whole).count();
  const std::time_t epoch_seconds = whole.count();
  std::tm parts{};
  gmtime_r(&epoch_seconds, &parts);
  char text[64];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                static_cast<int>(millis));
  return text;
}

}  // namespace vedette::base
