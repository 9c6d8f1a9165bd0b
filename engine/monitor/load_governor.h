#pragma once

#include "engine/base/clock.h"

namespace vedette::monitor {

// Says how many streams are to be looked at less deeply, so that workers keep up, and how many may
// be looked at fully again. Pure: time is an argument. Confined to the control thread.
//
// When the oldest waiting job is older than 1 s, a tenth of the streams is lowered, and again a
// second later if that did not help. When jobs have waited less than 250 ms for 10 s, a twentieth
// is restored, and again every 2 s: restoring is slower than lowering, so that it does not swing.
class LoadGovernor {
 public:
  // `full`: streams that could be lowered; `lowered`: those that are. Positive: lower so many;
  // negative: restore so many; 0: leave all as it is. Call it a few times a second.
  int Step(base::SteadyTime now, base::milliseconds lag, int full, int lowered);

 private:
  base::SteadyTime lowered_at_{};   // last
  base::SteadyTime restored_at_{};  // last
  base::SteadyTime busy_at_{};      // last time that jobs waited for more than a little
};

}  // namespace vedette::monitor
