#include "engine/base/clock.h"

#include <gtest/gtest.h>

namespace vedette::base {
namespace {

TEST(ClockTest, FormatsWallTime) {
  EXPECT_EQ(FormatWallTime(WallTime(seconds(1767225600)) + milliseconds(42)),
            "2026-01-01T00:00:00.042Z");
}

TEST(ClockTest, FakeClockMovesBothReadings) {
  FakeClock clock;
  const SteadyTime steady = clock.Steady();
  const WallTime wall = clock.Wall();
  clock.Advance(seconds(3));
  EXPECT_EQ(clock.Steady() - steady, seconds(3));
  EXPECT_EQ(clock.Wall() - wall, seconds(3));
}

TEST(DeadlineTest, CountsDownToZero) {
  const SteadyTime now{seconds(10)};
  const Deadline deadline(now + milliseconds(1500));
  EXPECT_EQ(deadline.Left(now), milliseconds(1500));
  EXPECT_FALSE(deadline.Passed(now));
  EXPECT_EQ(deadline.Left(now + seconds(2)), milliseconds(0));
  EXPECT_TRUE(deadline.Passed(now + seconds(2)));
}

}  // namespace
}  // namespace vedette::base
