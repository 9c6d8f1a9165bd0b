#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace vedette::base {

// A first-in first-out queue between threads that never holds more than `capacity` items.
// Synchronised. When full: TryPush refuses, PushDroppingOldest throws the oldest away and says so.
// After Close, pushes are refused and pops hand out what is left, then nothing.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

  bool TryPush(T item) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (closed_ || items_.size() >= capacity_) return false;
    items_.push_back(std::move(item));
    ready_.NotifyOne();
    return true;
  }

  // Returns how many items were dropped to make room (0 or 1).
  size_t PushDroppingOldest(T item) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (closed_) return 1;
    size_t dropped = 0;
    if (items_.size() >= capacity_) {
      items_.pop_front();
      dropped = 1;
    }
    items_.push_back(std::move(item));
    ready_.NotifyOne();
    return dropped;
  }

  // Waits until there is an item, the queue is closed and empty, or the deadline passes.
  std::optional<T> Pop(Deadline deadline = Deadline::Never()) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (items_.empty()) {
      if (closed_) return std::nullopt;
      if (deadline.at() == SteadyTime::max()) {
        ready_.Wait(mutex_);
      } else if (!ready_.WaitUntil(mutex_, deadline.at()) && items_.empty()) {
        return std::nullopt;
      }
    }
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  void Close() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    ready_.NotifyAll();
  }

  size_t size() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return items_.size();
  }

 private:
  const size_t capacity_;
  mutable Mutex mutex_;
  CondVar ready_;
  std::deque<T> items_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace vedette::base
