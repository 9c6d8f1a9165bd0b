#include "engine/monitor/load_governor.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vedette::monitor {
namespace {

using base::microseconds;
using base::milliseconds;
using base::seconds;

constexpr base::SteadyTime kStart{seconds(1000)};

base::SteadyTime After(double passed) {
  return kStart + milliseconds(static_cast<int>(passed * 1000));
}

void Apply(const LoadGovernor::Move& move, LoadGovernor::Streams& streams) {
  int* const counts[] = {&streams.whole, &streams.thrifty, &streams.packets};
  *counts[static_cast<int>(move.from)] -= move.count;
  *counts[static_cast<int>(move.to)] += move.count;
}

TEST(LoadGovernorTest, LowersToThriftyBeforePacketsAndRestoresWhereThereIsRoom) {
  struct Step {
    double at;  // seconds
    int lag_ms;
    double busy;                  // of two workers' time since the step before
    int whole, thrifty, packets;  // after it, of 100
  };
  const Step steps[] = {
      {1, 1000, 1, 100, 0, 0},       // late, not too late
      {2, 1100, 1, 78, 22, 0},       // a share as large as the lag is of 5 s
      {2.5, 2000, 1, 78, 22, 0},     // once a second
      {3, 2000, 1, 38, 62, 0},       //
      {4, 9000, 1, 0, 100, 0},       // all
      {5, 1500, 1, 0, 100, 0},       // it gets better
      {5.5, 1500, 1, 0, 100, 0},     // looked at once a second
      {6, 1500, 1, 0, 70, 30},       // no further; none whole is left
      {6.5, 100, 1, 0, 70, 30},      //
      {16.1, 100, 0.5, 0, 75, 25},   // 10 s in time, and half idle
      {18, 100, 0.85, 0, 75, 25},    // its cost is not known yet
      {21.2, 100, 0.85, 0, 75, 25},  // no room
      {26.3, 100, 0.6, 0, 80, 20},   //
      {26.4, 300, 0.6, 0, 80, 20},   // late again
      {31.4, 100, 0.6, 0, 80, 20},   //
      {36.5, 100, 0.6, 0, 85, 15},   //
      {42, 100, 0.6, 0, 90, 10},     //
      {48, 100, 0.6, 0, 95, 5},      //
      {54, 100, 0.6, 0, 100, 0},     //
      {60, 100, 0.6, 5, 95, 0},      // whole only where no stream is at packets
  };
  LoadGovernor governor;
  LoadGovernor::Streams streams{100, 0, 0};
  double busy = 0;
  double before = 0;
  for (const Step& step : steps) {
    SCOPED_TRACE(step.at);
    busy += 2 * step.busy * (step.at - before);
    before = step.at;
    Apply(governor.Step({After(step.at), milliseconds(step.lag_ms),
                         microseconds(static_cast<int64_t>(busy * 1e6)), 2},
                        streams),
          streams);
    EXPECT_EQ(streams.whole, step.whole);
    EXPECT_EQ(streams.thrifty, step.thrifty);
    EXPECT_EQ(streams.packets, step.packets);
  }
}

TEST(LoadGovernorTest, WaitsThatGoUpAndDownWhileTheyGetShorterLowerNoFurther) {
  LoadGovernor governor;
  int lowered = 0;
  for (int tick = 0; tick < 45; ++tick) {
    const int lag_ms = 3000 - 40 * tick + 90 * (tick % 3);
    lowered +=
        governor.Step({After(tick * 0.1), milliseconds(lag_ms), microseconds(0), 2}, {100, 0, 0})
            .count > 0;
  }
  EXPECT_EQ(lowered, 1);
}

TEST(LoadGovernorTest, WaitsThatAreStillLongAfterFiveSecondsLowerAgain) {
  LoadGovernor governor;
  int lowered = 0;
  for (int tick = 0; tick < 60; ++tick) {
    lowered += governor
                   .Step({After(tick * 0.1), milliseconds(9000 - 40 * tick), microseconds(0), 2},
                         {100, 0, 0})
                   .count > 0;
  }
  EXPECT_EQ(lowered, 2);
}

TEST(LoadGovernorTest, WhereNothingIsLeftToLowerNothingIs) {
  LoadGovernor governor;
  EXPECT_EQ(governor.Step({After(0), seconds(5), microseconds(0), 2}, {0, 0, 10}).count, 0);
  EXPECT_EQ(governor.Step({After(1), seconds(5), microseconds(0), 2}, {1, 0, 0}).count, 1);
}

TEST(LoadGovernorTest, BurstsThatComeBackAfterRestoringMakeItWaitLonger) {
  LoadGovernor governor;
  LoadGovernor::Streams streams{100, 0, 0};
  // Half idle, but every restoring is followed by a burst.
  int moves = 0;
  bool burst = true;
  for (double at = 0; at < 600; at += 0.1) {
    const auto busy = microseconds(static_cast<int64_t>(at * 1e6));
    const LoadGovernor::Move move =
        governor.Step({After(at), milliseconds(burst ? 1100 : 0), busy, 2}, streams);
    burst = move.count > 0 && move.to < move.from;
    moves += burst ? 1 : 0;
    Apply(move, streams);
  }
  EXPECT_GE(moves, 4);
  EXPECT_LE(moves, 7) << "10, 20, 40 ... 320 s apart";
}

// A closed loop: work arrives at a rate that follows from what streams are given, and waits while
// the workers have no time for it.
struct Machine {
  int streams;
  int workers;
  double whole, thrifty, packets;  // cores for all streams
};

struct Course {
  double worst_lag = 0;       // seconds
  double late_worst_lag = 0;  // the same in the last half
  int late_moves = 0;
  LoadGovernor::Streams streams;
};

Course Simulate(const Machine& machine, double length) {
  constexpr double kStep = 0.1;
  LoadGovernor governor;
  Course course;
  course.streams.whole = machine.streams;
  double queue = 0;  // seconds of work
  double busy = 0;
  for (double at = 0; at < length; at += kStep) {
    const LoadGovernor::Streams& now = course.streams;
    const double rate = (now.whole * machine.whole + now.thrifty * machine.thrifty +
                         now.packets * machine.packets) /
                        machine.streams;
    queue += rate * kStep;
    const double done = std::min(queue, machine.workers * kStep);
    queue -= done;
    busy += done;
    const double lag = queue / machine.workers;
    const LoadGovernor::Move move =
        governor.Step({After(at), milliseconds(static_cast<int>(lag * 1000)),
                       microseconds(static_cast<int64_t>(busy * 1e6)), machine.workers},
                      now);
    Apply(move, course.streams);
    course.worst_lag = std::max(course.worst_lag, lag);
    if (at < length / 2) continue;
    course.late_worst_lag = std::max(course.late_worst_lag, lag);
    course.late_moves += move.count != 0 ? 1 : 0;
  }
  return course;
}

TEST(LoadGovernorTest, FourThousandStreamsThatNeedALittleMoreThanThereIsSettle) {
  const Course course = Simulate({4000, 2, 2.2, 1.0, 0.3}, 1200);
  EXPECT_LT(course.worst_lag, 1.1);
  EXPECT_LT(course.late_worst_lag, 0.25);
  EXPECT_EQ(course.late_moves, 0);
  EXPECT_EQ(course.streams.packets, 0);
  EXPECT_GT(course.streams.whole, 1000) << "what there is room for is given back";
  EXPECT_GT(course.streams.thrifty, 500);
}

TEST(LoadGovernorTest, WhereThriftyIsNotEnoughSomeGoToPackets) {
  const Course course = Simulate({4000, 2, 5.0, 2.5, 0.5}, 1200);
  EXPECT_LT(course.worst_lag, 4);
  EXPECT_LT(course.late_worst_lag, 0.25);
  EXPECT_EQ(course.late_moves, 0);
  EXPECT_EQ(course.streams.whole, 0);
  EXPECT_GT(course.streams.packets, 500);
}

TEST(LoadGovernorTest, AMachineThatKeepsUpIsLeftAlone) {
  const Course course = Simulate({1000, 2, 1.9, 1.0, 0.3}, 300);
  EXPECT_EQ(course.streams.whole, 1000);
  EXPECT_EQ(course.worst_lag, 0);
}

}  // namespace
}  // namespace vedette::monitor
