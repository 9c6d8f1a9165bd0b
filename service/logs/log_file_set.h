#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <string_view>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "service/logs/log_file.h"
#include "service/logs/log_tree.h"

namespace vedette::logs {

struct LogFileLimits {
  int64_t max_size_bytes = 10485760;
  int max_files = 5;           // rotated files kept per log
  size_t max_open_files = 64;  // at least 1
};

// All logs of a directory as things to append to. Files are opened when needed; of those, the ones
// used last stay open. Synchronised; calls block on the file system (the writing and the looking
// thread call it, nobody else).
class LogFileSet {
 public:
  LogFileSet(std::filesystem::path directory, LogFileLimits limits);

  // Rotates first when the line would make the file too large. kUnavailable: nothing was written.
  base::Status Append(const LogName& name, std::string_view line) EXCLUDES(mutex_);

  // Lets go of files that were not used since `before`, and of those that somebody has moved or
  // deleted under us.
  void CloseUnused(base::SteadyTime before) EXCLUDES(mutex_);

  // Deletes the log if it was last changed before `before`, is not the service log and is not open.
  // Whether it is gone.
  bool DeleteIfOld(const LogName& name, base::WallTime before) EXCLUDES(mutex_);

  size_t open_files() const EXCLUDES(mutex_);

 private:
  struct OpenFile {
    LogName name;
    LogFile file;
    base::SteadyTime used;
  };
  using OpenFiles = std::list<OpenFile>;

  base::Result<OpenFiles::iterator> Find(const LogName& name) REQUIRES(mutex_);

  const std::filesystem::path directory_;
  const LogFileLimits limits_;
  mutable base::Mutex mutex_;
  OpenFiles open_ GUARDED_BY(mutex_);  // used last first
};

}  // namespace vedette::logs
