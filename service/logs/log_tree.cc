#include "service/logs/log_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <memory>
#include <system_error>

namespace vedette::logs {
namespace {

constexpr char kStreams[] = "streams";

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

base::Status Failed(const std::filesystem::path& path, int error) {
  return {base::Code::kUnavailable, "log_file",
          path.string() + ": " + std::system_category().message(error), error};
}

// In the directory itself other programs may have theirs, /var/log for one.
bool NamedLikeALog(Folder folder, std::string_view name) {
  constexpr std::string_view kEnding = ".log";
  if (folder == Folder::kTop && !name.starts_with(kServiceLog)) return false;
  return (name.size() > kEnding.size() && name.substr(name.size() - kEnding.size()) == kEnding) ||
         name.find(".log.") != std::string_view::npos;
}

void ListFolder(const std::filesystem::path& directory, Folder folder,
                std::vector<FoundLog>& found) {
  FileHandle handle;
  if (folder == Folder::kTop) {
    handle = FileHandle(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  } else {
    const FileHandle top(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
    if (top) handle = FileHandle(openat(top.get(), kStreams, flags));
  }
  if (!handle) return;
  const std::unique_ptr<DIR, CloseDirectory> list(fdopendir(handle.get()));
  if (list == nullptr) return;
  handle.Release();
  // Each listing has a DIR of its own, on which readdir is safe.
  while (const dirent* const entry = readdir(list.get())) {  // NOLINT(concurrency-mt-unsafe)
    struct stat info {};
    if (!NamedLikeALog(folder, entry->d_name) ||
        fstatat(dirfd(list.get()), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(info.st_mode)) {
      continue;
    }
    const base::WallTime changed(base::seconds(info.st_mtim.tv_sec) +
                                 base::microseconds(info.st_mtim.tv_nsec / 1000));
    found.push_back({{folder, entry->d_name}, info.st_size, changed});
  }
}

}  // namespace

LogName StreamLogName(std::string_view stream_id) {
  const bool good =
      !stream_id.empty() && stream_id.size() <= 63 &&
      std::all_of(stream_id.begin(), stream_id.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
      });
  if (!good) return {Folder::kTop, kServiceLog};
  return {Folder::kStreams, std::string(stream_id) + ".log"};
}

base::Result<FileHandle> OpenFolder(const std::filesystem::path& directory, Folder folder) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  FileHandle top(open(directory.c_str(), kFlags));
  if (!top) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    top = FileHandle(open(directory.c_str(), kFlags));
    if (!top) return Failed(directory, error ? error.value() : errno);
  }
  if (folder == Folder::kTop) return top;
  FileHandle streams(openat(top.get(), kStreams, kFlags | O_NOFOLLOW));
  if (!streams) {
    if (mkdirat(top.get(), kStreams, 0750) != 0 && errno != EEXIST) {
      return Failed(directory / kStreams, errno);
    }
    streams = FileHandle(openat(top.get(), kStreams, kFlags | O_NOFOLLOW));
    if (!streams) return Failed(directory / kStreams, errno);
  }
  return streams;
}

std::vector<FoundLog> ListLogs(const std::filesystem::path& directory) {
  std::vector<FoundLog> found;
  ListFolder(directory, Folder::kTop, found);
  ListFolder(directory, Folder::kStreams, found);
  return found;
}

}  // namespace vedette::logs
