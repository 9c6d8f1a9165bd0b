#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "service/app/descriptor_limit.h"
#include "service/app/signals.h"

namespace vedette::app {
namespace {

// How a child that runs `body` ends, as waitpid tells it.
template <typename Body>
int StatusOf(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    body();
    _exit(99);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

TEST(SignalsTest, TheFirstIsWaitedForAndTheSecondEndsTheProcess) {
  for (const int number : {SIGTERM, SIGINT}) {
    const int first = StatusOf([&] {
      Signals signals;
      raise(number);  // blocked: kept until Wait
      _exit(signals.Wait() == number ? 7 : 1);
    });
    EXPECT_TRUE(WIFEXITED(first));
    EXPECT_EQ(WEXITSTATUS(first), 7);
    const int second = StatusOf([&] {
      Signals signals;
      raise(SIGPIPE);
      raise(number);
      signals.Wait();
      raise(number);
    });
    EXPECT_TRUE(WIFSIGNALED(second));
    EXPECT_EQ(WTERMSIG(second), number);
  }
}

TEST(DescriptorLimitTest, IsRaisedToTheHardOne) {
  const int ended = StatusOf([] {
    const struct rlimit low { 64, 128 };
    setrlimit(RLIMIT_NOFILE, &low);
    if (RaiseDescriptorLimit() != 128) _exit(1);
    struct rlimit now {};
    getrlimit(RLIMIT_NOFILE, &now);
    _exit(now.rlim_cur == 128 ? 7 : 2);
  });
  EXPECT_EQ(WEXITSTATUS(ended), 7);
}

}  // namespace
}  // namespace vedette::app
