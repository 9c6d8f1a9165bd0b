#include "service/logs/log_keeper.h"

#include <pthread.h>

#include <algorithm>

#include "service/logs/log_tree.h"

namespace vedette::logs {
namespace {

constexpr std::chrono::hours kDay{24};
// Logs of streams that say nothing give their descriptor back.
constexpr std::chrono::minutes kUnused{10};
// A look may take 1 % of a core.
constexpr int kRest = 100;

}  // namespace

LogKeeper::LogKeeper(LogFileSet& files, const LogOptions& options, const base::Clock& clock,
                     std::function<void()> after_look)
    : files_(files), options_(options), clock_(clock), after_look_(std::move(after_look)) {
  stats_ = Look();
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "log-keeper");
    Run();
  });
}

LogKeeper::~LogKeeper() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

LogStats LogKeeper::Stats() const {
  base::MutexLock lock(mutex_);
  return stats_;
}

base::Result<LogStats> LogKeeper::CleanUp(base::Deadline deadline) {
  base::MutexLock lock(mutex_);
  const uint64_t mine = ++asked_;
  wake_.NotifyAll();
  while (cleaned_ < mine) {
    if (!done_.WaitUntil(mutex_, deadline.at()) && cleaned_ < mine) {
      return base::DeadlineExceeded("the log clean-up takes long and goes on");
    }
  }
  return stats_;
}

void LogKeeper::Run() {
  for (;;) {
    uint64_t asked = 0;
    {
      base::MutexLock lock(mutex_);
      if (stopping_) return;
      asked = asked_;
    }
    const auto begin = std::chrono::steady_clock::now();
    const base::WallTime now = clock_.Wall();
    bool clean = now >= next_clean_up_;
    {
      base::MutexLock lock(mutex_);
      clean = clean || asked > cleaned_;
    }
    files_.CloseUnused(begin - kUnused);
    if (clean) {
      DeleteOld();
      next_clean_up_ = now + kDay;
    }
    const LogStats stats = Look();
    const auto end = std::chrono::steady_clock::now();
    const auto next =
        end + std::max<base::SteadyTime::duration>(options_.look_every, (end - begin) * kRest);
    after_look_();
    {
      base::MutexLock lock(mutex_);
      stats_ = stats;
      cleaned_ = asked;
      done_.NotifyAll();
    }
    base::MutexLock lock(mutex_);
    while (!stopping_ && asked_ == cleaned_ && wake_.WaitUntil(mutex_, next)) continue;
  }
}

void LogKeeper::DeleteOld() {
  const base::WallTime before = clock_.Wall() - options_.retention;
  for (const FoundLog& log : ListLogs(options_.directory)) {
    if (log.changed < before) files_.DeleteIfOld(log.name, before);
  }
}

LogStats LogKeeper::Look() const {
  LogStats stats;
  for (const FoundLog& log : ListLogs(options_.directory)) {
    ++stats.total_files;
    stats.total_size_bytes += log.size_bytes;
  }
  return stats;
}

}  // namespace vedette::logs
