#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "service/logs/file_handle.h"

namespace vedette::logs {

// One log file, open for appending. Confined. Symbolic links are not followed.
class LogFile {
 public:
  // kUnavailable with the system's words. `directory` need not stay open.
  static base::Result<LogFile> Open(int directory, const std::string& name);

  // Whole or not at all (what a full disk took of a line is cut off again).
  base::Status Append(std::string_view line);
  int64_t size_bytes() const { return size_bytes_; }
  // Whether `name` in `directory` is still this file.
  bool IsAt(int directory, const std::string& name) const;

 private:
  explicit LogFile(FileHandle file) : file_(std::move(file)) {}

  FileHandle file_;
  int64_t size_bytes_ = 0;
};

// Moves name to name.1, name.1 to name.2 and so on; name.<keep> is deleted. With `keep` 0 the file
// itself is.
base::Status Rotate(int directory, const std::string& name, int keep);

}  // namespace vedette::logs
