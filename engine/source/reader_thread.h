#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace vedette::source {

// A thread with a small stack and a name, for the one reader that a blocking input needs. Confined
// to its owner, which joins it.
class ReaderThread {
 public:
  ReaderThread() = default;
  ~ReaderThread();  // Join()
  ReaderThread(const ReaderThread&) = delete;
  ReaderThread& operator=(const ReaderThread&) = delete;

  // Once. `name`: 15 characters at most are shown. False when the system has no thread to give.
  bool Start(const std::string& name, size_t stack_bytes, std::function<void()> body);
  // Waits for the end of `body`. Idempotent.
  void Join();
  // The same for `limit` at most; false when it still runs.
  bool JoinWithin(base::milliseconds limit) EXCLUDES(mutex_);

 private:
  static void* Run(void* self);

  std::function<void()> body_;
  pthread_t thread_{};
  bool running_ = false;

  base::Mutex mutex_;
  base::CondVar over_;
  bool ended_ GUARDED_BY(mutex_) = false;
};

}  // namespace vedette::source
