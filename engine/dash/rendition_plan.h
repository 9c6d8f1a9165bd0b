#pragma once

#include <cstdint>
#include <vector>

#include "engine/dash/manifest.h"

namespace vedette::dash {

// Which representations are looked into.
enum class Choice : uint8_t { kHighest, kLowest, kAll };

struct PlannedRepresentation {
  ContentType type = ContentType::kVideo;
  const Representation* representation = nullptr;
};

inline constexpr size_t kMaxPlanned = 64;

// The representations of a period that get a lane each, the main one first: the highest (lowest) of
// all video by bandwidth, of equal ones the first, and the same of its audio set, which is the one
// with the role "main" or else the first; kAll: all video, then all audio. Subtitles, images,
// pictures for trick modes and what nothing says how to find never get one. Views into `period`.
std::vector<PlannedRepresentation> PlanPeriod(const Period& period, Choice choice);

}  // namespace vedette::dash
