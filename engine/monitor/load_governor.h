#pragma once

#include "engine/base/clock.h"
#include "engine/monitor/effort.h"

namespace vedette::monitor {

// Says how many streams are to be looked at with less effort, so that workers keep up, and how many
// may have more again. Pure: time and figures are arguments. Confined to the control thread.
//
// Lowering: when the oldest waiting job is older than 1 s, a fifth of the streams goes from whole
// to thrifty (more where it is older: its share of 5 s); a second later again if the wait did not
// get shorter in that second, and in any case if it is still too long after 5 s. From thrifty to
// packets only where none is left that is whole.
//
// Restoring: a twentieth at a time, at the end of a window of 5 s in which the workers were busy
// for less than 80 % of their time, so that what the last one cost is known before the next; first
// from packets to thrifty. Jobs must not have waited for 10 s before, and for twice as long each
// time that lowering followed on restoring within a minute: bursts fill queues that are idle on
// average.
class LoadGovernor {
 public:
  struct Load {
    base::SteadyTime now;
    base::milliseconds lag;   // of the oldest waiting job
    base::microseconds busy;  // time in jobs, of all workers since their start
    int workers = 1;
  };
  // Streams by what they are given now; `whole` counts those that could be lowered.
  struct Streams {
    int whole = 0;
    int thrifty = 0;
    int packets = 0;
  };
  struct Move {
    int count = 0;  // 0: leave all as it is
    Effort from = Effort::kWhole;
    Effort to = Effort::kWhole;
  };

  // Call it a few times a second while jobs wait or a stream is lowered.
  Move Step(const Load& load, const Streams& streams);

 private:
  Move Lower(const Load& load, const Streams& streams);
  Move Restore(const Load& load, const Streams& streams);
  void BeginWindow(const Load& load);

  base::milliseconds lag_{0};  // when it was last too long and judged
  base::SteadyTime judged_at_{};
  base::SteadyTime lowered_at_{};   // last
  base::SteadyTime restored_at_{};  // last
  base::SteadyTime late_at_{};      // last time that jobs waited for more than a little
  base::SteadyTime window_at_{};
  base::microseconds window_busy_{0};  // at its begin
  base::seconds calm_for_{10};
};

}  // namespace vedette::monitor
