#include "engine/net/event_loop.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

namespace vedette::net {
namespace {

using base::milliseconds;

base::SteadyTime In(milliseconds span) { return std::chrono::steady_clock::now() + span; }

TEST(EventLoop, RunsTasksInOrderOnItsOwnNamedThread) {
  EventLoop loop("net-loop");
  std::vector<int> order;
  std::string name;
  for (int i = 0; i < 1000; ++i) loop.Post([&order, i] { order.push_back(i); });
  EXPECT_FALSE(loop.InLoop());
  loop.RunAndWait([&] {
    EXPECT_TRUE(loop.InLoop());
    std::array<char, 16> text{};
    pthread_getname_np(pthread_self(), text.data(), text.size());
    name = text.data();
  });
  EXPECT_EQ(name, "net-loop");
  ASSERT_EQ(order.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(EventLoop, RunAndWaitInTheLoopRunsAtOnce) {
  EventLoop loop("net-loop");
  bool ran = false;
  loop.RunAndWait([&] { loop.RunAndWait([&] { ran = true; }); });
  EXPECT_TRUE(ran);
}

TEST(EventLoop, TasksPostedByTasksDoNotKeepTimersOut) {
  EventLoop loop("net-loop");
  std::atomic<bool> stop{false};
  std::promise<void> fired;
  std::function<void()> again = [&] {
    if (!stop) loop.Post(again);
  };
  loop.Post(again);
  loop.RunAt(In(milliseconds(10)), [&] { fired.set_value(); });
  EXPECT_EQ(fired.get_future().wait_for(base::seconds(5)), std::future_status::ready);
  stop = true;
  loop.Stop();
}

TEST(EventLoop, TimersRunInTheOrderOfTheirTimes) {
  EventLoop loop("net-loop");
  std::vector<int> order;
  std::promise<void> all;
  const base::SteadyTime now = std::chrono::steady_clock::now();
  loop.RunAndWait([&] {
    for (const int i : {3, 1, 4, 2, 0}) {
      loop.RunAt(now + milliseconds(10 * i), [&, i] {
        EXPECT_GE(std::chrono::steady_clock::now(), now + milliseconds(10 * i));
        order.push_back(i);
        if (order.size() == 5) all.set_value();
      });
    }
  });
  ASSERT_EQ(all.get_future().wait_for(base::seconds(5)), std::future_status::ready);
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(EventLoop, ATimerFromAnotherThreadComesBeforeALaterOne) {
  EventLoop loop("net-loop");
  std::promise<void> early;
  loop.RunAt(In(base::seconds(60)), [] { FAIL(); });
  loop.RunAt(In(milliseconds(5)), [&] { early.set_value(); });
  EXPECT_EQ(early.get_future().wait_for(base::seconds(5)), std::future_status::ready);
}

TEST(EventLoop, ACancelledTimerDoesNotRun) {
  EventLoop loop("net-loop");
  std::promise<void> later;
  loop.RunAndWait([&] {
    const EventLoop::TimerId id = loop.RunAt(In(milliseconds(1)), [] { ADD_FAILURE(); });
    // Of two that are due together the first may cancel the second.
    const base::SteadyTime due = In(milliseconds(2));
    auto second = std::make_shared<EventLoop::TimerId>(0);
    loop.RunAt(due, [&loop, second] { loop.Cancel(*second); });
    *second = loop.RunAt(due, [] { ADD_FAILURE(); });
    loop.RunAt(In(milliseconds(5)), [&] { later.set_value(); });
    loop.Cancel(id);
    loop.Cancel(id);
    loop.Cancel(123456);
  });
  EXPECT_EQ(later.get_future().wait_for(base::seconds(5)), std::future_status::ready);
}

TEST(EventLoop, StopDropsWhatHasNotBegunAndReleasesWaiters) {
  auto kept = std::make_shared<int>(0);
  auto loop = std::make_unique<EventLoop>("net-loop");
  std::promise<void> entered;
  std::promise<void> leave;
  auto may_leave = leave.get_future();
  loop->Post([&] {
    entered.set_value();
    may_leave.wait();
  });
  entered.get_future().wait();
  loop->Post([kept] { FAIL(); });
  loop->RunAt(In(base::seconds(60)), [kept] { FAIL(); });
  std::thread waiter([&] { loop->RunAndWait([kept] { FAIL(); }); });
  while (kept.use_count() < 4) std::this_thread::yield();
  std::thread stopper([&] { loop->Stop(); });
  while (loop->Post([] { FAIL(); })) std::this_thread::yield();
  leave.set_value();
  stopper.join();
  waiter.join();
  EXPECT_EQ(kept.use_count(), 1);
  EXPECT_EQ(loop->RunAt(In(milliseconds(0)), [] { FAIL(); }), 0u);
  loop->RunAndWait([] { FAIL(); });
  loop->Stop();
}

TEST(EventLoop, TakesTasksFromManyThreads) {
  EventLoop loop("net-loop");
  int count = 0;  // the loop's
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        loop.Post([&count] { ++count; });
        loop.Cancel(loop.RunAt(In(base::seconds(60)), [] {}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  loop.RunAndWait([&] { EXPECT_EQ(count, 8000); });
}

}  // namespace
}  // namespace vedette::net
