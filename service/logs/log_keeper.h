#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <thread>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "service/logs/log_file_set.h"
#include "service/logs/logs.h"

namespace vedette::logs {

// The thread that looks at the log directory: figures every now and then, the daily clean-up and
// those asked for. Synchronised; only its own thread touches the file system.
class LogKeeper {
 public:
  // `after_look` is called on the keeper's thread after every look, before
  // its figures are out. All must outlive the keeper.
  LogKeeper(LogFileSet& files, const LogOptions& options, const base::Clock& clock,
            std::function<void()> after_look);
  ~LogKeeper();

  LogStats Stats() const EXCLUDES(mutex_);
  base::Result<LogStats> CleanUp(base::Deadline deadline) EXCLUDES(mutex_);

 private:
  void Run() EXCLUDES(mutex_);
  void DeleteOld();
  LogStats Look() const;

  LogFileSet& files_;
  const LogOptions options_;
  const base::Clock& clock_;
  const std::function<void()> after_look_;
  base::WallTime next_clean_up_{};  // keeper's thread only
  mutable base::Mutex mutex_;
  base::CondVar wake_;
  base::CondVar done_;
  LogStats stats_ GUARDED_BY(mutex_);
  uint64_t asked_ GUARDED_BY(mutex_) = 0;  // clean-ups, counted
  uint64_t cleaned_ GUARDED_BY(mutex_) = 0;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace vedette::logs
