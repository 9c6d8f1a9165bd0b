#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "service/logs/file_handle.h"

namespace vedette::logs {

// The two folders of a log directory. A log is at most one folder deep.
enum class Folder : uint8_t { kTop, kStreams };

// Where a log is.
struct LogName {
  Folder folder = Folder::kTop;
  std::string file;
  bool operator==(const LogName&) const = default;
};

inline constexpr char kServiceLog[] = "vedetted.log";

// "streams/<id>.log". An id that is not one (letters, digits, "-_.", 1..63) gives the service log.
LogName StreamLogName(std::string_view stream_id);

// Opens one of the folders, made when missing. The directory itself may be a symbolic link, the
// folder in it may not. kUnavailable.
base::Result<FileHandle> OpenFolder(const std::filesystem::path& directory, Folder folder);

// A regular file that is named like a log of ours: "vedetted.log", "vedetted.log.1" in the
// directory itself, "streams/x.log", "streams/x.log.gz".
struct FoundLog {
  LogName name;
  int64_t size_bytes = 0;
  base::WallTime changed{};
};

// All of them. A directory that can't be read has none.
std::vector<FoundLog> ListLogs(const std::filesystem::path& directory);

}  // namespace vedette::logs
