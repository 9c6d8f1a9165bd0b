#pragma once

#include <chrono>
#include <cstdint>

namespace vedette::media {

// Media time: ticks of 90 kHz, the clock of MPEG PTS and DTS, as a signed 64-bit count so that
// unwrapped times never overflow. Times of other containers are rescaled to it (11 us steps).
using Ticks = std::chrono::duration<int64_t, std::ratio<1, 90000>>;

// "No time given". Compare before doing arithmetic.
inline constexpr Ticks kNoTime = Ticks::min();

inline constexpr double Seconds(Ticks ticks) {
  return static_cast<double>(ticks.count()) / 90000.0;
}
inline constexpr Ticks FromSeconds(double seconds) {
  return Ticks(static_cast<int64_t>(seconds * 90000.0 + (seconds < 0 ? -0.5 : 0.5)));
}

}  // namespace vedette::media
