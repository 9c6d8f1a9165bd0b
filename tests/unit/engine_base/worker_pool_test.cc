#include "engine/base/worker_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

namespace vedette::base {
namespace {

TEST(WorkerPoolTest, AStrandRunsOneJobAtATimeInOrder) {
  WorkerPool pool(4, "test");
  constexpr int kJobs = 2000;
  const std::shared_ptr<Strand> strands[] = {pool.NewStrand(), pool.NewStrand()};
  std::vector<int> seen[2];  // unguarded on purpose: the strand is the guard
  std::latch done(2 * kJobs);
  for (int i = 0; i < kJobs; ++i) {
    for (int s = 0; s < 2; ++s) {
      ASSERT_TRUE(strands[s]->Post([&seen, &done, s, i] {
        seen[s].push_back(i);
        done.count_down();
      }));
    }
  }
  done.wait();
  for (const std::vector<int>& order : seen) {
    ASSERT_EQ(order.size(), static_cast<size_t>(kJobs));
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  }
}

TEST(WorkerPoolTest, CountsTheTimeInsideJobs) {
  WorkerPool pool(2, "test");
  EXPECT_EQ(pool.Busy(), microseconds(0));
  const SteadyTime begun = std::chrono::steady_clock::now();
  const auto strand = pool.NewStrand();
  std::latch done(2);
  ASSERT_TRUE(strand->Post([&] {
    const SteadyTime inside = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - inside < milliseconds(5)) std::this_thread::yield();
    done.count_down();
  }));
  // The first is counted before the second runs.
  ASSERT_TRUE(strand->Post([&] { done.count_down(); }));
  done.wait();
  const auto passed = std::chrono::steady_clock::now() - begun;
  EXPECT_GE(pool.Busy(), milliseconds(5));
  EXPECT_LE(pool.Busy(), 2 * passed);
}

TEST(WorkerPoolTest, ABusyStrandDoesNotStarveAnother) {
  WorkerPool pool(1, "test");
  const auto busy = pool.NewStrand();
  const auto quiet = pool.NewStrand();
  std::promise<void> begin;
  std::shared_future<void> begun = begin.get_future().share();
  std::vector<std::string> order;
  std::latch done(4);
  ASSERT_TRUE(busy->Post([begun] { begun.wait(); }));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(busy->Post([&] {
      order.emplace_back("busy");
      done.count_down();
    }));
  }
  ASSERT_TRUE(quiet->Post([&] {
    order.emplace_back("quiet");
    done.count_down();
  }));
  begin.set_value();
  done.wait();
  EXPECT_EQ(order.front(), "quiet");
}

TEST(WorkerPoolTest, StopRefusesFurtherJobs) {
  WorkerPool pool(2, "test");
  const auto strand = pool.NewStrand();
  pool.Stop();
  EXPECT_FALSE(strand->Post([] { FAIL() << "ran after Stop"; }));
  pool.Stop();
}

TEST(WorkerPoolTest, WorkersKnowTheirIndex) {
  WorkerPool pool(1, "test");
  EXPECT_EQ(WorkerPool::CurrentWorker(), -1);
  std::promise<int> index;
  ASSERT_TRUE(pool.NewStrand()->Post([&] { index.set_value(WorkerPool::CurrentWorker()); }));
  EXPECT_EQ(index.get_future().get(), 0);
}

TEST(WorkerPoolTest, MeasuresHowLongJobsWaited) {
  WorkerPool pool(1, "test");
  const auto first = pool.NewStrand();
  const auto second = pool.NewStrand();
  std::promise<void> release;
  std::latch done(1);
  ASSERT_TRUE(first->Post([future = release.get_future().share()] { future.wait(); }));
  ASSERT_TRUE(second->Post([&] { done.count_down(); }));
  while (pool.LongestWait() < milliseconds(5)) std::this_thread::yield();
  release.set_value();
  done.wait();
  EXPECT_GE(pool.TakeWorstWait(), milliseconds(5));
  EXPECT_EQ(pool.TakeWorstWait(), milliseconds(0));
  const WaitHistogram::Counts waits = pool.Waits();
  EXPECT_EQ(std::accumulate(waits.buckets.begin(), waits.buckets.end(), uint64_t{0}), 2U);
  EXPECT_GE(waits.total, milliseconds(5));
}

}  // namespace
}  // namespace vedette::base
