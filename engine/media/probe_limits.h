#pragma once

#include <cstdint>

#include "engine/base/clock.h"

namespace vedette::media {

// Bounds on what libavformat reads, and for how long it thinks, to learn what a stream is.
struct ProbeLimits {
  int64_t bytes = 1 << 20;             // probesize; one GOP head of 1080p broadcast fits
  base::milliseconds media{2500};      // analyzeduration: media time looked through
  int max_streams = 64;                // more tracks than this: "limit_reached"
  base::milliseconds wall_time{5000};  // for in-memory bytes; inputs get a Deadline per call
};

}  // namespace vedette::media
