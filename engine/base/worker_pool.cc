#include "engine/base/worker_pool.h"

#include <pthread.h>

#include <algorithm>

namespace vedette::base {
namespace {

thread_local int t_worker = -1;

microseconds Since(SteadyTime then) {
  return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - then);
}

}  // namespace

bool Strand::Post(Job job) {
  {
    MutexLock lock(mutex_);
    jobs_.push_back({std::move(job), std::chrono::steady_clock::now()});
    if (scheduled_) return true;
    scheduled_ = true;
  }
  return pool_.Schedule(shared_from_this());
}

size_t Strand::waiting() const {
  MutexLock lock(mutex_);
  return jobs_.size();
}

WorkerPool::WorkerPool(size_t workers, const std::string& name) {
  for (size_t i = 0; i < workers; ++i) {
    threads_.emplace_back([this, i] { Run(static_cast<int>(i)); });
    // The kernel keeps 15 characters.
    pthread_setname_np(threads_.back().native_handle(),
                       (name.substr(0, 12) + "-" + std::to_string(i)).c_str());
  }
}

WorkerPool::~WorkerPool() { Stop(); }

std::shared_ptr<Strand> WorkerPool::NewStrand() {
  return std::shared_ptr<Strand>(new Strand(*this));
}

void WorkerPool::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    ready_.NotifyAll();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  std::deque<std::pair<std::shared_ptr<Strand>, SteadyTime>> left;
  {
    MutexLock lock(mutex_);
    left.swap(runnable_);
  }
}

int WorkerPool::CurrentWorker() { return t_worker; }

milliseconds WorkerPool::LongestWait() const {
  MutexLock lock(mutex_);
  if (runnable_.empty()) return milliseconds(0);
  return std::chrono::duration_cast<milliseconds>(Since(runnable_.front().second));
}

milliseconds WorkerPool::TakeWorstWait() { return milliseconds(worst_wait_ms_.exchange(0)); }

bool WorkerPool::Schedule(std::shared_ptr<Strand> strand) {
  MutexLock lock(mutex_);
  if (stopping_) return false;
  runnable_.emplace_back(std::move(strand), std::chrono::steady_clock::now());
  ready_.NotifyOne();
  return true;
}

void WorkerPool::Run(int index) {
  t_worker = index;
  while (true) {
    std::shared_ptr<Strand> strand;
    {
      MutexLock lock(mutex_);
      while (runnable_.empty() && !stopping_) ready_.Wait(mutex_);
      if (stopping_) return;
      strand = std::move(runnable_.front().first);
      runnable_.pop_front();
    }
    Strand::Entry entry;
    {
      MutexLock lock(strand->mutex_);
      entry = std::move(strand->jobs_.front());
      strand->jobs_.pop_front();
    }
    const SteadyTime begun = std::chrono::steady_clock::now();
    const auto wait = std::chrono::duration_cast<microseconds>(begun - entry.posted);
    waits_.Add(wait);
    const int64_t waited = std::chrono::duration_cast<milliseconds>(wait).count();
    int64_t worst = worst_wait_ms_.load();
    while (waited > worst && !worst_wait_ms_.compare_exchange_weak(worst, waited)) {
    }
    entry.job();
    entry.job = nullptr;
    busy_us_.fetch_add(Since(begun).count(), std::memory_order_relaxed);
    bool more = false;
    {
      MutexLock lock(strand->mutex_);
      more = !strand->jobs_.empty();
      strand->scheduled_ = more;
    }
    if (more) Schedule(std::move(strand));
  }
}

}  // namespace vedette::base
