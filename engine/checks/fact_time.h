#pragma once

#include <chrono>
#include <cmath>

#include "engine/checks/facts.h"

namespace vedette::checks {

inline bool OnMedia(const FactTime& time) { return !std::isnan(time.media); }

inline double WallSeconds(base::WallTime from, base::WallTime to) {
  return std::chrono::duration<double>(to - from).count();
}

// Seconds from one moment to another: of media where both are tied to it, else of wall time.
inline double SecondsBetween(const FactTime& from, const FactTime& to) {
  if (OnMedia(from) && OnMedia(to)) return to.media - from.media;
  return WallSeconds(from.wall, to.wall);
}

inline base::WallTime Later(base::WallTime time, double seconds) {
  return time + base::microseconds(std::llround(seconds * 1e6));
}

// The moment `seconds` later (or earlier, when negative), on both clocks.
inline FactTime Later(const FactTime& time, double seconds) {
  return {time.media + seconds, Later(time.wall, seconds)};
}

// A moment that is tied to no media.
inline FactTime OnWall(base::WallTime wall) {
  FactTime time;
  time.wall = wall;
  return time;
}

}  // namespace vedette::checks
