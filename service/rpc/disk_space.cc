#include "service/rpc/disk_space.h"

#include <pthread.h>
#include <sys/statvfs.h>

#include <chrono>
#include <utility>

namespace vedette::rpc {

DiskSpace::DiskSpace(std::string directory, Look look, base::milliseconds every)
    : directory_(std::move(directory)),
      look_(std::move(look)),
      every_(every),
      latest_(look_(directory_)) {
  thread_ = std::thread([this] { Run(); });
  pthread_setname_np(thread_.native_handle(), "disk");
}

DiskSpace::~DiskSpace() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  stops_.NotifyAll();
  thread_.join();
}

DiskSpace::Bytes DiskSpace::latest() const {
  base::MutexLock lock(mutex_);
  return latest_;
}

DiskSpace::Bytes DiskSpace::Ask(const std::string& directory) {
  struct statvfs disk {};
  if (statvfs(directory.c_str(), &disk) != 0) return {};
  const auto block = static_cast<double>(disk.f_frsize);
  return {static_cast<double>(disk.f_bavail) * block, static_cast<double>(disk.f_blocks) * block};
}

void DiskSpace::Run() {
  auto next = std::chrono::steady_clock::now() + every_;
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      while (!stopping_ && std::chrono::steady_clock::now() < next) stops_.WaitUntil(mutex_, next);
      if (stopping_) return;
    }
    const Bytes seen = look_(directory_);
    next = std::chrono::steady_clock::now() + every_;
    base::MutexLock lock(mutex_);
    latest_ = seen;
  }
}

}  // namespace vedette::rpc
