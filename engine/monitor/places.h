#pragma once

#include <cstdint>

#include "engine/media/decode_speed.h"

namespace vedette::monitor {

// What this process may use of the machine.
struct MachineLimits {
  int cores = 1;
  int64_t memory_bytes = 0;  // the control group's limit where there is one, else all of it
  int64_t descriptors = 0;   // soft limit
};
MachineLimits ReadMachineLimits();

// How many streams may be watched at the same time when nobody has said: by cores (half of their
// time, at the cost of a 1080p stream with all sound decoded on a machine of that `speed`), by
// memory (1 MiB each, of half of what there is) and by descriptors (4 each, 200 kept back). At
// least 1.
int DefaultPlaces(const MachineLimits& limits, const media::DecodeSpeed& speed);

// The bound on bytes in flight when nobody has said: a quarter of the memory, 64 MiB at least.
int64_t DefaultBudgetBytes(const MachineLimits& limits);

}  // namespace vedette::monitor
