#include "service/logs/log_file_set.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace vedette::logs {

LogFileSet::LogFileSet(std::filesystem::path directory, LogFileLimits limits)
    : directory_(std::move(directory)), limits_(limits) {}

base::Status LogFileSet::Append(const LogName& name, std::string_view line) {
  base::MutexLock lock(mutex_);
  auto found = Find(name);
  if (!found.ok()) return found.status();
  const auto size = static_cast<int64_t>(line.size());
  const int64_t before = (*found)->file.size_bytes();
  if (before > 0 && before + size > limits_.max_size_bytes) {
    open_.erase(*found);
    auto folder = OpenFolder(directory_, name.folder);
    if (!folder.ok()) return folder.status();
    VEDETTE_RETURN_IF_ERROR(Rotate(folder->get(), name.file, limits_.max_files));
    found = Find(name);
    if (!found.ok()) return found.status();
  }
  base::Status written = (*found)->file.Append(line);
  if (!written.ok()) open_.erase(*found);
  return written;
}

// The few dozen open files are looked through in order of use: a busy log is among the first.
base::Result<LogFileSet::OpenFiles::iterator> LogFileSet::Find(const LogName& name) {
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [&](const OpenFile& open) { return open.name == name; });
  if (found != open_.end()) {
    open_.splice(open_.begin(), open_, found);
  } else {
    auto folder = OpenFolder(directory_, name.folder);
    if (!folder.ok()) return folder.status();
    auto file = LogFile::Open(folder->get(), name.file);
    if (!file.ok()) return file.status();
    while (!open_.empty() && open_.size() >= limits_.max_open_files) open_.pop_back();
    open_.push_front({name, std::move(*file), {}});
  }
  open_.front().used = std::chrono::steady_clock::now();
  return open_.begin();
}

void LogFileSet::CloseUnused(base::SteadyTime before) {
  base::MutexLock lock(mutex_);
  const auto top = OpenFolder(directory_, Folder::kTop);
  const auto streams = OpenFolder(directory_, Folder::kStreams);
  open_.remove_if([&](const OpenFile& open) {
    const auto& folder = open.name.folder == Folder::kTop ? top : streams;
    return open.used < before || !folder.ok() ||
           !open.file.IsAt(folder.value().get(), open.name.file);
  });
}

bool LogFileSet::DeleteIfOld(const LogName& name, base::WallTime before) {
  if (name == LogName{Folder::kTop, kServiceLog}) return false;
  base::MutexLock lock(mutex_);
  const bool is_open = std::any_of(open_.begin(), open_.end(),
                                   [&](const OpenFile& open) { return open.name == name; });
  if (is_open) return false;
  const auto folder = OpenFolder(directory_, name.folder);
  struct stat info {};
  if (!folder.ok() ||
      fstatat(folder.value().get(), name.file.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISREG(info.st_mode) || base::WallTime(base::seconds(info.st_mtim.tv_sec)) >= before) {
    return false;
  }
  return unlinkat(folder.value().get(), name.file.c_str(), 0) == 0;
}

size_t LogFileSet::open_files() const {
  base::MutexLock lock(mutex_);
  return open_.size();
}

}  // namespace vedette::logs
