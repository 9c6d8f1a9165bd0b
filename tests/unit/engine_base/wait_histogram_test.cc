#include "engine/base/wait_histogram.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>

namespace vedette::base {
namespace {

TEST(WaitHistogramTest, AWaitFallsIntoTheFirstBucketThatHoldsIt) {
  struct Row {
    microseconds wait;
    size_t bucket;
  };
  const Row rows[] = {
      {microseconds(0), 0},         {milliseconds(1), 0},        {microseconds(1001), 1},
      {milliseconds(2), 1},         {milliseconds(3), 2},        {milliseconds(1000), 10},
      {milliseconds(1024), 10},     {milliseconds(1025), 11},    {milliseconds(16384), 14},
      {microseconds(16384001), 15}, {std::chrono::hours(1), 15},
  };
  for (const Row& row : rows) {
    WaitHistogram waits;
    waits.Add(row.wait);
    const WaitHistogram::Counts counts = waits.Snapshot();
    for (size_t i = 0; i < WaitHistogram::kBuckets; ++i) {
      EXPECT_EQ(counts.buckets[i], i == row.bucket ? 1U : 0U)
          << row.wait.count() << " us, bucket " << i;
    }
    EXPECT_EQ(counts.total, row.wait);
  }
}

TEST(WaitHistogramTest, ThreadsLoseNoWait) {
  WaitHistogram waits;
  constexpr int kEach = 10000;
  const auto add = [&] {
    for (int i = 0; i < kEach; ++i) waits.Add(milliseconds(i % 20));
  };
  std::thread other(add);
  add();
  other.join();
  const WaitHistogram::Counts counts = waits.Snapshot();
  EXPECT_EQ(std::accumulate(counts.buckets.begin(), counts.buckets.end(), uint64_t{0}), 2U * kEach);
  EXPECT_EQ(counts.total, milliseconds(2 * kEach / 20 * 190));
}

}  // namespace
}  // namespace vedette::base
