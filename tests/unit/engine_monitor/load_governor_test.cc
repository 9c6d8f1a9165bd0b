#include "engine/monitor/load_governor.h"

#include <gtest/gtest.h>

namespace vedette::monitor {
namespace {

using base::milliseconds;
using base::seconds;

TEST(LoadGovernorTest, LowersWhileJobsAreLateAndRestoresSlowly) {
  struct Step {
    double at;  // seconds
    int lag_ms;
    int lowered;
    int wanted;
  };
  const Step steps[] = {
      {0, 100, 0, 0},      {1, 900, 0, 0},     {2, 1100, 0, 10},    {2.5, 1500, 10, 0},
      {3, 1500, 10, 10},   {4, 600, 20, 0},    {5, 100, 20, 0},     {13.9, 100, 20, 0},
      {14.1, 100, 20, -5}, {15, 100, 15, 0},   {16.2, 100, 15, -5}, {18, 300, 10, 0},
      {19, 100, 10, 0},    {27.9, 100, 10, 0}, {28.1, 100, 10, -5}, {31, 100, 3, -3},
      {34, 100, 0, 0},
  };
  LoadGovernor governor;
  const base::SteadyTime start{seconds(1000)};
  for (const Step& step : steps) {
    SCOPED_TRACE(step.at);
    const auto now = start + milliseconds(static_cast<int>(step.at * 1000));
    EXPECT_EQ(governor.Step(now, milliseconds(step.lag_ms), 100 - step.lowered, step.lowered),
              step.wanted);
  }
}

TEST(LoadGovernorTest, WhereNothingIsLeftToLowerNothingIs) {
  LoadGovernor governor;
  EXPECT_EQ(governor.Step(base::SteadyTime(seconds(1000)), seconds(5), 0, 10), 0);
  EXPECT_EQ(governor.Step(base::SteadyTime(seconds(1001)), seconds(5), 1, 0), 1);
}

}  // namespace
}  // namespace vedette::monitor
