#include "tests/support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace vedette::support {

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) std::abort();
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int in = open("/dev/null", O_RDONLY);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execvp(argv[0], argv.data());
  _exit(127);
}

ChildProcess::~ChildProcess() {
  if (over_) return;
  Signal(SIGTERM);
  if (Wait(base::seconds(5)) != -1) return;
  Signal(SIGKILL);
  Wait(base::seconds(5));
}

void ChildProcess::Signal(int signal) {
  if (!over_) kill(pid_, signal);
}

int ChildProcess::Wait(base::milliseconds timeout) {
  if (over_) return exit_code_;
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  pollfd polled = {handle, POLLIN, 0};
  const base::Deadline deadline = base::Deadline::After(timeout);
  while (poll(&polled, 1, static_cast<int>(deadline.Left().count())) < 0 && errno == EINTR) {
  }
  close(handle);
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return -1;
  over_ = true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_code_;
}

int RunProgram(const std::vector<std::string>& arguments, const std::string& log) {
  return ChildProcess(arguments, log).Wait(base::seconds(30));
}

}  // namespace vedette::support
