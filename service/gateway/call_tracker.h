#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace vedette::gateway {

// Counts the gRPC calls in the air, so that nothing they end in is taken away under them.
// Synchronised.
class CallTracker {
 public:
  void Begin() EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    ++running_;
  }
  // The call's last word.
  void End() EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    --running_;
    idle_.NotifyAll();
  }
  // Blocks until no call runs. False when `deadline` passes first.
  bool WaitIdle(base::Deadline deadline) EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    while (running_ > 0) {
      if (deadline.Passed()) return false;
      idle_.WaitUntil(mutex_, deadline.at());
    }
    return true;
  }

 private:
  base::Mutex mutex_;
  base::CondVar idle_;
  int running_ GUARDED_BY(mutex_) = 0;
};

}  // namespace vedette::gateway
