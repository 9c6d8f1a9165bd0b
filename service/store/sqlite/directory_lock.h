#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/clock.h"
#include "engine/base/status.h"

namespace vedette::store {

// A directory that belongs to this process while the object lives; the kernel gives it back when
// the process dies, however that happens. Immutable.
class DirectoryLock {
 public:
  // Makes the directory (for its owner only) when it is missing, and waits until `deadline` for a
  // process that holds it. kUnavailable, reason "DATA_DIR".
  static base::Result<std::unique_ptr<DirectoryLock>> Take(const std::filesystem::path& directory,
                                                           base::Deadline deadline);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}

  const int fd_;
};

}  // namespace vedette::store
