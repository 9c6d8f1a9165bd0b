#include "engine/source/reader_thread.h"

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
  const base::Deadline deadline = base::Deadline::After(limit);
  {
    base::MutexLock lock(mutex_);
    while (!ended_) {
      if (!over_.WaitUntil(mutex_, deadline.at()) && !ended_) return false;
    }
  }
  Join();
  return true;
}

void* ReaderThread::Run(void* self) {
  auto& thread = *static_cast<ReaderThread*>(self);
  // What the body holds goes with the thread, not with its join.
  std::exchange(thread.body_, nullptr)();
  base::MutexLock lock(thread.mutex_);
  thread.ended_ = true;
  thread.over_.NotifyAll();
  return nullptr;
}

}  // namespace vedette::source
