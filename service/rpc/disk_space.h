#pragma once

#include <functional>
#include <string>
#include <thread>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace vedette::rpc {

// How much room the file system of a directory has, looked at now and then on a thread of its own:
// a file system that hangs (NFS whose server is gone) holds nobody who asks. Synchronised; the
// destructor waits for a look under way.
class DiskSpace {
 public:
  struct Bytes {
    double free = 0;  // to those without privileges
    double total = 0;
  };
  // Zeros where the system does not tell.
  using Look = std::function<Bytes(const std::string& directory)>;

  // Looks once before it returns.
  explicit DiskSpace(std::string directory, Look look = Ask,
                     base::milliseconds every = base::milliseconds(5000));
  ~DiskSpace();
  DiskSpace(const DiskSpace&) = delete;
  DiskSpace& operator=(const DiskSpace&) = delete;

  Bytes latest() const EXCLUDES(mutex_);

 private:
  static Bytes Ask(const std::string& directory);
  void Run() EXCLUDES(mutex_);

  const std::string directory_;
  const Look look_;
  const base::milliseconds every_;
  mutable base::Mutex mutex_;
  base::CondVar stops_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  Bytes latest_ GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace vedette::rpc
