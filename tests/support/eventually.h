#pragma once

#include <functional>
#include <thread>

#include "engine/base/clock.h"

namespace vedette::support {

// Waits for a condition that nothing can announce (a file, another process, a counter): asks again
// and again, and gives up after `limit`.
inline bool Eventually(const std::function<bool()>& condition,
                       base::milliseconds limit = base::seconds(10)) {
  const base::Deadline deadline = base::Deadline::After(limit);
  while (!condition()) {
    if (deadline.Passed()) return false;
    std::this_thread::sleep_for(base::milliseconds(2));
  }
  return true;
}

}  // namespace vedette::support
