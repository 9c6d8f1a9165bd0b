#include "engine/source/left_threads.h"

#include <utility>

namespace vedette::source {

LeftThreads::~LeftThreads() { JoinAll(); }

void LeftThreads::Take(std::unique_ptr<ReaderThread> thread) {
  base::MutexLock lock(mutex_);
  threads_.push_back(std::move(thread));
}

size_t LeftThreads::Reap() {
  base::MutexLock lock(mutex_);
  std::erase_if(threads_,
                [](const auto& thread) { return thread->JoinWithin(base::milliseconds(0)); });
  return threads_.size();
}

void LeftThreads::JoinAll() {
  std::vector<std::unique_ptr<ReaderThread>> threads;
  {
    base::MutexLock lock(mutex_);
    threads.swap(threads_);
  }
  threads.clear();  // each joins itself
}

}  // namespace vedette::source
