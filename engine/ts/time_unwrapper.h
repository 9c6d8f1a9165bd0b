#pragma once

#include <cstdint>

#include "engine/media/time.h"

namespace vedette::ts {

// Makes one count of 33-bit times: each is taken to be within half a turn (13 hours) of the one
// before, whichever track it was on. The first stays as carried.
class TimeUnwrapper {
 public:
  media::Ticks Unwrap(uint64_t raw) {
    constexpr int64_t kTurn = int64_t{1} << 33;
    if (!known_) last_ = static_cast<int64_t>(raw);
    known_ = true;
    int64_t step = (static_cast<int64_t>(raw) - last_) & (kTurn - 1);
    if (step >= kTurn / 2) step -= kTurn;
    last_ += step;
    return media::Ticks(last_);
  }

 private:
  int64_t last_ = 0;
  bool known_ = false;
};

}  // namespace vedette::ts
