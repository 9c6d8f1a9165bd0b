#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/wait_histogram.h"

namespace vedette::base {

class WorkerPool;

// An ordered line of jobs: the pool runs at most one of them at a time, in the order posted, on
// any worker. State touched only by a strand's jobs needs no lock. Made by WorkerPool::NewStrand;
// jobs still waiting keep the strand alive. Post is synchronised.
class Strand : public std::enable_shared_from_this<Strand> {
 public:
  using Job = std::function<void()>;

  // Never blocks. False after the pool has stopped (the job is destroyed unrun). The queue is
  // bounded by what jobs carry (ByteBudget), not by their number.
  bool Post(Job job);
  size_t waiting() const;

 private:
  friend class WorkerPool;
  explicit Strand(WorkerPool& pool) : pool_(pool) {}

  struct Entry {
    Job job;
    SteadyTime posted;
  };
  WorkerPool& pool_;
  mutable Mutex mutex_;
  std::deque<Entry> jobs_ GUARDED_BY(mutex_);
  bool scheduled_ GUARDED_BY(mutex_) = false;
};

// As many threads as cores, serving all strands in turn (one job per turn, so that no stream
// starves another). Synchronised. Must outlive its strands' users; jobs must not throw.
class WorkerPool {
 public:
  WorkerPool(size_t workers, const std::string& name);
  ~WorkerPool();  // Stop()

  std::shared_ptr<Strand> NewStrand();

  // Runs no further job and joins the threads. Idempotent; not from a worker.
  void Stop();

  size_t workers() const { return threads_.size(); }
  // Index of the calling worker in this process's pool, or -1 elsewhere.
  static int CurrentWorker();

  // How long the oldest job now waiting has waited, and the longest wait since the last call.
  milliseconds LongestWait() const;
  milliseconds TakeWorstWait();
  // How long jobs have waited from Post to their start, since construction.
  WaitHistogram::Counts Waits() const { return waits_.Snapshot(); }
  // Time that all workers have spent inside jobs that are done, since construction.
  microseconds Busy() const { return microseconds(busy_us_.load(std::memory_order_relaxed)); }

 private:
  friend class Strand;
  bool Schedule(std::shared_ptr<Strand> strand);
  void Run(int index);

  std::vector<std::thread> threads_;
  mutable Mutex mutex_;
  CondVar ready_;
  std::deque<std::pair<std::shared_ptr<Strand>, SteadyTime>> runnable_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::atomic<int64_t> worst_wait_ms_{0};
  std::atomic<int64_t> busy_us_{0};
  WaitHistogram waits_;
};

}  // namespace vedette::base
