#pragma once

#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/source/reader_thread.h"

namespace vedette::source {

// Readers that were told to end: within 0.1 s most of them, but a name server that does not answer
// can hold one for seconds. They are waited for here instead of where their source is stopped, so
// that any number of sources stop at once. Synchronised.
class LeftThreads {
 public:
  LeftThreads() = default;
  ~LeftThreads();  // JoinAll()
  LeftThreads(const LeftThreads&) = delete;
  LeftThreads& operator=(const LeftThreads&) = delete;

  void Take(std::unique_ptr<ReaderThread> thread) EXCLUDES(mutex_);
  // Joins those that have ended; how many still run. To be called now and then.
  size_t Reap() EXCLUDES(mutex_);
  // Waits for all.
  void JoinAll() EXCLUDES(mutex_);

 private:
  base::Mutex mutex_;
  std::vector<std::unique_ptr<ReaderThread>> threads_ GUARDED_BY(mutex_);
};

}  // namespace vedette::source
