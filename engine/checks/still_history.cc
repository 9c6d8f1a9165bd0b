#include "engine/checks/still_history.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vedette::checks {
namespace {

int64_t MinuteOf(double seconds) { return static_cast<int64_t>(std::floor(seconds / 60)); }

}  // namespace

void StillHistory::MoveTo(int64_t minute) {
  if (newest_ < 0 || minute < newest_ - 1 || minute >= newest_ + kMinutes) {
    seconds_.fill(0);
    newest_ = minute;
  }
  for (; newest_ < minute; ++newest_) seconds_[(newest_ + 1) % kMinutes] = 0;
}

void StillHistory::Add(double from, double to) {
  if (!(from >= 0) || !(to > from)) return;
  from = std::max(from, to - 3600);
  for (int64_t minute = MinuteOf(from); minute <= MinuteOf(to); ++minute) {
    MoveTo(minute);
    const double begin = std::max(from, static_cast<double>(minute) * 60);
    const double end = std::min(to, static_cast<double>(minute + 1) * 60);
    uint8_t& sum = seconds_[minute % kMinutes];
    sum = static_cast<uint8_t>(std::min(60.0, sum + std::round(end - begin)));
  }
}

bool StillHistory::MostOfTheHour(double now) const {
  if (newest_ < 0 || MinuteOf(now) >= newest_ + kMinutes) return false;
  const int64_t gone = std::max<int64_t>(0, MinuteOf(now) - newest_);
  int sum = 0;
  for (int64_t minute = std::max<int64_t>(0, newest_ - kMinutes + 1 + gone); minute <= newest_;
       ++minute)
    sum += seconds_[minute % kMinutes];
  return sum > 1800;
}

}  // namespace vedette::checks
