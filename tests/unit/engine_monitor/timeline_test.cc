#include "engine/monitor/timeline.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vedette::monitor {
namespace {

using media::FromSeconds;
using media::Ticks;

TEST(TimelineTest, CountsFromItsAnchorAcrossRestarts) {
  Timeline timeline;
  EXPECT_TRUE(timeline.wants_anchor());
  timeline.Anchor(FromSeconds(1000), 0);
  EXPECT_FALSE(timeline.wants_anchor());
  EXPECT_NEAR(timeline.At(FromSeconds(1002.5)), 2.5, 1e-4);
  for (int i = 0; i < 50; ++i) timeline.Step(0, FromSeconds(1000 + i * 0.04), 0.04);
  EXPECT_NEAR(timeline.end(), 2.0, 1e-3);
  timeline.Restart();
  EXPECT_TRUE(timeline.wants_anchor());
  timeline.Anchor(FromSeconds(5), timeline.end());
  EXPECT_NEAR(timeline.At(FromSeconds(6)), 3.0, 1e-3);
}

struct StepCase {
  const char* name;
  double step;  // seconds from one frame of 0.04 s to the next
  bool jump;
  bool overlap;
};

TEST(TimelineTest, TellsJumpsByTheirSize) {
  const StepCase cases[] = {
      {"a frame", 0.04, false, false},         {"a few frames lost", 0.5, false, false},
      {"exactly a second", 1.0, false, false}, {"more than a second", 1.02, true, false},
      {"a new clock ahead", 500, true, false}, {"back", -0.5, true, true},
  };
  for (const StepCase& each : cases) {
    SCOPED_TRACE(each.name);
    Timeline timeline;
    timeline.Anchor(FromSeconds(10), 0);
    timeline.Step(0, FromSeconds(10), 0.04);
    const auto jump = timeline.Step(0, FromSeconds(10 + each.step), 0.04);
    ASSERT_EQ(jump.has_value(), each.jump);
    if (!jump) continue;
    EXPECT_EQ(jump->overlap, each.overlap);
    EXPECT_NEAR(jump->seconds, std::abs(each.step), 0.001);
    EXPECT_DOUBLE_EQ(jump->nominal, 0.04);
  }
}

TEST(TimelineTest, AfterAJumpBackItGoesOn) {
  Timeline timeline;
  timeline.Anchor(FromSeconds(100), 0);
  timeline.Step(0, FromSeconds(160), 0.04);
  timeline.Step(1, FromSeconds(160), 0.02);
  ASSERT_TRUE(timeline.Step(0, FromSeconds(100), 0.04));
  EXPECT_NEAR(timeline.At(FromSeconds(100)), 60.04, 1e-3);
  // A unit of the old clock on the other track is no jump, nor is the first of the new one.
  EXPECT_FALSE(timeline.Step(1, FromSeconds(160.02), 0.02));
  EXPECT_FALSE(timeline.Step(1, FromSeconds(100.01), 0.02));
  EXPECT_FALSE(timeline.Step(1, FromSeconds(100.03), 0.02));
}

TEST(TimelineTest, WhatWasLostOnOurSideIsNoJump) {
  Timeline timeline;
  timeline.Anchor(FromSeconds(0), 0);
  timeline.Step(0, FromSeconds(1), 0.04);
  timeline.ForgetSteps();
  EXPECT_FALSE(timeline.Step(0, FromSeconds(6), 0.04));
  EXPECT_NEAR(timeline.At(FromSeconds(6)), 6, 1e-4);
}

TEST(TimelineTest, WallTimeFollowsTheQuickestArrival) {
  const base::WallTime start{base::seconds(1767225600)};
  Timeline timeline;
  timeline.Anchor(FromSeconds(0), 0);
  EXPECT_EQ(timeline.WallAt(1), base::WallTime{});
  timeline.Arrived(0, 4, start + base::seconds(4), {});
  EXPECT_EQ(timeline.WallAt(1), start + base::seconds(1));
  // One that came 3 s late moves it by no more than a trifle.
  timeline.Arrived(4, 8, start + base::seconds(11), {});
  EXPECT_LT(timeline.WallAt(1), start + base::milliseconds(1010));
  // One that came earlier is nearer to the truth.
  timeline.Arrived(8, 12, start + base::milliseconds(11500), {});
  EXPECT_EQ(timeline.WallAt(12), start + base::milliseconds(11500));
}

TEST(TimelineTest, ThePlaylistsDateTimeWins) {
  const base::WallTime start{base::seconds(1767225600)};
  Timeline timeline;
  timeline.Anchor(FromSeconds(0), 0);
  timeline.Arrived(0, 4, start + base::seconds(9), start);
  EXPECT_EQ(timeline.WallAt(2), start + base::seconds(2));
  timeline.Arrived(4, 8, start + base::seconds(30), {});
  EXPECT_EQ(timeline.WallAt(6), start + base::seconds(6));
}

}  // namespace
}  // namespace vedette::monitor
