#pragma once

#include <array>
#include <cstdint>

namespace vedette::checks {

// How much of the last hour of media a picture stood still, in minutes' steps. Confined.
class StillHistory {
 public:
  // The picture stood still from `from` to `to` (media seconds).
  void Add(double from, double to);
  // More than half of the last hour before `now`.
  bool MostOfTheHour(double now) const;

 private:
  static constexpr int kMinutes = 60;
  void MoveTo(int64_t minute);

  int64_t newest_ = -1;                      // minute since the timeline began
  std::array<uint8_t, kMinutes> seconds_{};  // by minute modulo 60
};

}  // namespace vedette::checks
