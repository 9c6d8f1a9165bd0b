#include "service/logs/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace vedette::logs {
namespace {

base::Status Failed(const std::string& what, int error) {
  return {base::Code::kUnavailable, "log_file", what + ": " + std::system_category().message(error),
          error};
}

}  // namespace

base::Result<LogFile> LogFile::Open(int directory, const std::string& name) {
  // O_NONBLOCK: something else under this name, a pipe say, must not hold the writer.
  const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  FileHandle file(openat(directory, name.c_str(), flags, 0640));
  if (!file) return Failed("opening " + name, errno);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return Failed("opening " + name, errno);
  if (!S_ISREG(info.st_mode)) return Failed("opening " + name, EINVAL);
  LogFile opened(std::move(file));
  opened.size_bytes_ = info.st_size;
  return opened;
}

base::Status LogFile::Append(std::string_view line) {
  size_t done = 0;
  while (done < line.size()) {
    const ssize_t written = write(file_.get(), line.data() + done, line.size() - done);
    if (written >= 0) {
      done += static_cast<size_t>(written);
      continue;
    }
    if (errno == EINTR) continue;
    const int error = errno;
    if (done > 0 && ftruncate(file_.get(), size_bytes_) != 0) size_bytes_ += done;
    return Failed("writing", error);
  }
  size_bytes_ += static_cast<int64_t>(done);
  return base::Status::Ok();
}

bool LogFile::IsAt(int directory, const std::string& name) const {
  struct stat mine {};
  struct stat there {};
  return fstat(file_.get(), &mine) == 0 &&
         fstatat(directory, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         mine.st_dev == there.st_dev && mine.st_ino == there.st_ino;
}

base::Status Rotate(int directory, const std::string& name, int keep) {
  const auto old = [&](int number) { return name + "." + std::to_string(number); };
  for (int number = keep - 1; number >= 0; --number) {
    const std::string from = number == 0 ? name : old(number);
    if (renameat(directory, from.c_str(), directory, old(number + 1).c_str()) != 0 &&
        errno != ENOENT) {
      return Failed("rotating " + name, errno);
    }
  }
  if (keep == 0 && unlinkat(directory, name.c_str(), 0) != 0 && errno != ENOENT) {
    return Failed("rotating " + name, errno);
  }
  return base::Status::Ok();
}

}  // namespace vedette::logs
