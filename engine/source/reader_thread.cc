#include "engine/source/reader_thread.h"

#include <ctime>
#include <utility>

namespace vedette::source {

ReaderThread::~ReaderThread() { Join(); }

bool ReaderThread::Start(const std::string& name, size_t stack_bytes, std::function<void()> body) {
  body_ = std::move(body);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  running_ = pthread_create(&thread_, &attributes, &ReaderThread::Run, this) == 0;
  pthread_attr_destroy(&attributes);
  if (running_) pthread_setname_np(thread_, name.substr(0, 15).c_str());
  return running_;
}

void ReaderThread::Join() {
  if (!running_) return;
  pthread_join(thread_, nullptr);
  running_ = false;
}

bool ReaderThread::JoinWithin(base::milliseconds limit) {
  if (!running_) return true;
  timespec until{};
  clock_gettime(CLOCK_MONOTONIC, &until);
  const int64_t nanoseconds = until.tv_nsec + base::milliseconds::rep{limit.count()} * 1'000'000;
  until.tv_sec += nanoseconds / 1'000'000'000;
  until.tv_nsec = nanoseconds % 1'000'000'000;
  if (pthread_clockjoin_np(thread_, nullptr, CLOCK_MONOTONIC, &until) != 0) return false;
  running_ = false;
  return true;
}

void* ReaderThread::Run(void* self) {
  // What the body holds goes with the thread, not with its join.
  std::exchange(static_cast<ReaderThread*>(self)->body_, nullptr)();
  return nullptr;
}

}  // namespace vedette::source
