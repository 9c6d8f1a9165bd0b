#include "service/store/sqlite/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <thread>

namespace vedette::store {
namespace {

constexpr base::milliseconds kLookAgain{50};

base::Status Cannot(const std::filesystem::path& directory, const std::string& why) {
  return base::Unavailable("DATA_DIR", "DATA_DIR \"" + directory.string() + "\": " + why);
}

std::string ErrorText(int error) { return std::system_category().message(error); }

}  // namespace

base::Result<std::unique_ptr<DirectoryLock>> DirectoryLock::Take(
    const std::filesystem::path& directory, base::Deadline deadline) {
  std::error_code error;
  if (!std::filesystem::exists(directory, error)) {
    std::filesystem::create_directories(directory.parent_path(), error);
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
      return Cannot(directory, "can't be made: " + ErrorText(errno));
    }
  }
  const std::string file = directory / "vedette.lock";
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Cannot(directory, "is not writable: " + ErrorText(errno));
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(fd));
  while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return Cannot(directory, ErrorText(errno));
    if (deadline.Passed()) return Cannot(directory, "is used by another vedetted");
    std::this_thread::sleep_for(kLookAgain);  // flock has no timed wait
  }
  return lock;
}

DirectoryLock::~DirectoryLock() { close(fd_); }

}  // namespace vedette::store
