#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/base/clock.h"
#include "service/logs/log_file_set.h"

namespace vedette::logs {

// The bounded queue between those who log and the one thread that writes, on spdlog's.
// Synchronised.
class LogQueue {
 public:
  // `files` must outlive the queue.
  LogQueue(LogFileSet& files, size_t capacity);
  // Writes what waits and joins the thread.
  ~LogQueue();

  // Never blocks on files. When full, the oldest waiting line is dropped.
  void Push(const LogName& name, std::string_view line);
  // Waits until what was pushed before is written or dropped. False at the deadline.
  bool Flush(base::Deadline deadline);

  uint64_t written() const;
  uint64_t dropped_overrun() const;
  uint64_t dropped_failed() const;

 private:
  class Sink;
  struct Impl;

  const std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::logs
