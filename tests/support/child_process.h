#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "engine/base/clock.h"

namespace vedette::support {

// A program started by a test, its output in a file. Ended (SIGTERM, after 5 s SIGKILL) and waited
// for at the latest on destruction; the kernel ends it too when the test's thread dies. Confined to
// one thread.
class ChildProcess {
 public:
  // `arguments`: the program (found by PATH) and what it gets. `log`: where its output goes.
  ChildProcess(const std::vector<std::string>& arguments, const std::string& log);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  void Signal(int signal);
  // Its exit code (128 + signal when killed), or -1 when it still runs after `timeout`.
  int Wait(base::milliseconds timeout);

 private:
  pid_t pid_ = -1;
  int exit_code_ = -1;
  bool over_ = false;
};

// Runs a program to its end, 30 s at most; its exit code.
int RunProgram(const std::vector<std::string>& arguments, const std::string& log = "/dev/null");

}  // namespace vedette::support
