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

void* ReaderThread::Run(void* self) {
  static_cast<ReaderThread*>(self)->body_();
  return nullptr;
}

}  // namespace vedette::source
