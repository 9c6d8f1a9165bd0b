#include "service/logs/log_queue.h"

#include <pthread.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/sink.h>

#include <charconv>
#include <string>

#include "engine/base/mutex.h"

namespace vedette::logs {
namespace {

// What goes through spdlog's queue: one letter that says where to ("t" top, "s" streams, "f" a mark
// to flush to), the file's name or the mark's number, a line end, the line.
constexpr char kTop = 't';
constexpr char kStreams = 's';
constexpr char kMark = 'f';

}  // namespace

class LogQueue::Sink final : public spdlog::sinks::sink {
 public:
  explicit Sink(LogFileSet& files) : files_(files) {}

  void log(const spdlog::details::log_msg& message) override {
    const std::string_view payload(message.payload.data(), message.payload.size());
    const size_t line_end = payload.find('\n');
    if (payload.empty() || line_end == std::string_view::npos) return;
    const std::string_view name = payload.substr(1, line_end - 1);
    if (payload.front() == kMark) {
      uint64_t mark = 0;
      std::from_chars(name.data(), name.data() + name.size(), mark);
      base::MutexLock lock(mutex_);
      flushed_ = std::max(flushed_, mark);
      reached_.NotifyAll();
      return;
    }
    const Folder folder = payload.front() == kTop ? Folder::kTop : Folder::kStreams;
    const base::Status written =
        files_.Append({folder, std::string(name)}, payload.substr(line_end + 1));
    ++(written.ok() ? written_ : failed_);
  }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  bool Reached(uint64_t mark, base::SteadyTime until) EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    while (flushed_ < mark) {
      if (!reached_.WaitUntil(mutex_, until) && flushed_ < mark) return false;
    }
    return true;
  }
  uint64_t written() const { return written_; }
  uint64_t failed() const { return failed_; }

 private:
  LogFileSet& files_;
  std::atomic<uint64_t> written_{0};
  std::atomic<uint64_t> failed_{0};
  base::Mutex mutex_;
  base::CondVar reached_;
  uint64_t flushed_ GUARDED_BY(mutex_) = 0;
};

struct LogQueue::Impl {
  Impl(LogFileSet& files, size_t capacity)
      : sink(std::make_shared<Sink>(files)),
        pool(std::make_shared<spdlog::details::thread_pool>(
            capacity, 1, [] { pthread_setname_np(pthread_self(), "log-writer"); })),
        logger(std::make_shared<spdlog::async_logger>(
            "vedette", sink, pool, spdlog::async_overflow_policy::overrun_oldest)) {}

  void Push(std::string_view payload) {
    logger->log(spdlog::level::info, spdlog::string_view_t(payload.data(), payload.size()));
  }

  std::atomic<uint64_t> marks{0};
  std::shared_ptr<Sink> sink;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

LogQueue::LogQueue(LogFileSet& files, size_t capacity)
    : impl_(std::make_unique<Impl>(files, capacity)) {}

LogQueue::~LogQueue() {
  // The pool's end waits for the messages before it; they hold the logger.
  impl_->pool.reset();
}

void LogQueue::Push(const LogName& name, std::string_view line) {
  std::string payload;
  payload.reserve(name.file.size() + line.size() + 3);
  payload += name.folder == Folder::kTop ? kTop : kStreams;
  payload += name.file;
  payload += '\n';
  payload += line;
  payload += '\n';
  impl_->Push(payload);
}

bool LogQueue::Flush(base::Deadline deadline) {
  const uint64_t mark = ++impl_->marks;
  const std::string payload = kMark + std::to_string(mark) + "\n";
  // Sent again now and then, for a full queue drops marks as well.
  do {
    impl_->Push(payload);
    const auto again = std::chrono::steady_clock::now() + base::milliseconds(50);
    if (impl_->sink->Reached(mark, std::min(again, deadline.at()))) return true;
  } while (!deadline.Passed());
  return false;
}

uint64_t LogQueue::written() const { return impl_->sink->written(); }
uint64_t LogQueue::dropped_overrun() const { return impl_->pool->overrun_counter(); }
uint64_t LogQueue::dropped_failed() const { return impl_->sink->failed(); }

}  // namespace vedette::logs
