#pragma once

#include <cstdint>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "service/rpc/disk_space.h"

namespace vedette::rpc {

// What this process uses. Bytes, and bytes per second; -1 where the system does not tell.
struct ProcessUsage {
  double cpu_percent = 0;  // of one core
  int cpu_cores = 0;       // that the process may run on
  int threads = 0;
  int64_t rss_bytes = 0;
  int64_t heap_bytes = 0;  // allocated by malloc, mappings included
  int fds_in_use = 0;
  int fds_limit = 0;
  double net_received_per_second = 0;  // of the network namespace, loopback included
  double net_sent_per_second = 0;
  double disk_read_per_second = 0;
  double disk_written_per_second = 0;
  double disk_free_bytes = 0;
  double disk_total_bytes = 0;
};

// Reads /proc, at most once a second: a call within a second of the last measurement gets the same
// figures. Rates are means between two measurements. Synchronised; a measurement takes about 0.1 ms
// plus one directory listing of the open descriptors.
class ProcessStats {
 public:
  // `data_dir`: whose file system's free space is told. `proc` is "/proc" outside of tests.
  explicit ProcessStats(std::string data_dir, std::string proc = "/proc");

  ProcessUsage Read(base::SteadyTime now) EXCLUDES(mutex_);

 private:
  struct Counters {
    base::SteadyTime at{};
    double cpu_seconds = 0;
    double received = 0;
    double sent = 0;
    double read = 0;
    double written = 0;
  };

  void Measure(base::SteadyTime now) REQUIRES(mutex_);

  DiskSpace disk_;
  const std::string proc_;
  base::Mutex mutex_;
  Counters last_ GUARDED_BY(mutex_);
  ProcessUsage usage_ GUARDED_BY(mutex_);
};

// "500 MB" below 1024 MB, "2.5 GB" from there on. A megabyte is 1,048,576 bytes.
std::string MemoryText(int64_t bytes);

}  // namespace vedette::rpc
