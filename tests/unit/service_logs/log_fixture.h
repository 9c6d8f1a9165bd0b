#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/clock.h"
#include "tests/support/eventually.h"

namespace vedette::logs {

// A log directory that goes with the test, and looks into it.
class LogTest : public testing::Test {
 protected:
  LogTest() {
    std::string name = testing::TempDir() + "vedette-logs-XXXXXX";
    root_ = mkdtemp(name.data());
    directory_ = root_ / "logs";
  }
  ~LogTest() override { std::filesystem::remove_all(root_); }

  std::string Read(const std::string& name) const {
    std::ifstream file(directory_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<std::string> Lines(const std::string& name) const {
    std::ifstream file(directory_ / name);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  bool Exists(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(directory_ / name));
  }
  // Makes a file that was last changed at `time`.
  void Make(const std::filesystem::path& path, base::WallTime time,
            const std::string& content = "old\n") const {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
    Touch(path, time);
  }
  static void Touch(const std::filesystem::path& path, base::WallTime time) {
    timespec times[2] = {};
    for (timespec& at : times) at.tv_sec = time.time_since_epoch() / base::seconds(1);
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  std::set<std::string> Files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_)) {
      if (entry.is_symlink() || !entry.is_directory())
        names.insert(entry.path().lexically_relative(directory_));
    }
    return names;
  }

  base::FakeClock clock_;
  std::filesystem::path root_;
  std::filesystem::path directory_;
};

}  // namespace vedette::logs
