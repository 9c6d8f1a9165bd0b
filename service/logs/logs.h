#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "service/logs/log.h"

namespace vedette::logs {

struct LogOptions {
  std::filesystem::path directory;  // made when missing
  int64_t max_size_bytes = 10485760;
  int max_files = 5;  // rotated files kept per log
  std::chrono::days retention{7};
  size_t queue_lines = 4096;            // waiting lines; then the oldest are dropped
  size_t max_open_files = 64;           // descriptors, however many streams there are
  base::milliseconds look_every{1500};  // between two looks at the directory
};

// Figures of the log directory: files that are named like logs, rotated ones included.
struct LogStats {
  int total_files = 0;
  int64_t total_size_bytes = 0;
};

// What became of lines since the start.
struct LogCounters {
  uint64_t written = 0;
  uint64_t dropped_overrun = 0;  // the queue was full
  uint64_t dropped_failed = 0;   // disk full, directory gone or not writable
};

// The files `<directory>/vedetted.log` and `<directory>/streams/<id>.log`, their rotation
// (`.log.1` is the newest old one), figures and clean-up. Synchronised.
//
// One thread writes, one looks at the directory: nobody else touches the file system. Destruction
// writes what is waiting (bounded by the queue) and joins both.
class Logs final : public Log {
 public:
  // kInvalidArgument (reason "LOG_DIR") when the directory can't be made or is not writable. A full
  // disk is no reason not to start. `clock` must outlive the logs.
  static base::Result<std::unique_ptr<Logs>> Create(const LogOptions& options,
                                                    const base::Clock& clock);
  ~Logs() override;

  void Write(Level level, std::string_view stream_id, std::string_view message,
             Fields fields) override;
  // Waits until everything written before is in its file. False when `deadline` passes first.
  bool Flush(base::Deadline deadline);

  // At most 2 s old (older on a directory so large that looking would take over 1 % of a core).
  // Never waits on the file system.
  LogStats Stats() const;
  LogCounters Counters() const;

  // Deletes log files older than the retention: not the service log, no log that is being written,
  // nothing outside the directory and nothing through symbolic links. Done by itself once a day
  // (the first time at start). The work is done by the thread that looks at the directory; waits
  // for it until `deadline`, then kDeadlineExceeded (the clean-up goes on). The figures are fresh.
  base::Result<LogStats> CleanUp(base::Deadline deadline);

 private:
  struct Parts;
  explicit Logs(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace vedette::logs
