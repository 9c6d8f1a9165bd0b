#include "engine/checks/score.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

AlarmRecord Of(const std::string& check, Severity severity,
               AlarmState state = AlarmState::kRaised) {
  AlarmRecord alarm;
  alarm.check = check;
  alarm.severity = severity;
  alarm.state = state;
  alarm.since = WallAt(10);
  return alarm;
}

TEST(Score, IsAHundredMinusWhatRaisedAndPendingAlarmsCost) {
  struct Row {
    std::vector<AlarmRecord> alarms;
    int score;
    Health health;
  };
  using enum Severity;
  const Row rows[] = {
      {{}, 100, Health::kOk},
      {{Of("black", kWarning)}, 95, Health::kOk},
      {{Of("static_picture", kInfo)}, 100, Health::kOk},
      {{Of("format_change", kMinor, AlarmState::kPending)}, 85, Health::kDegraded},
      {{Of("black", kMajor)}, 60, Health::kDegraded},
      {{Of("black", kMajor), Of("silence", kMajor)}, 20, Health::kBad},
      {{Of("dead_air", kCritical)}, 0, Health::kBad},
      {{Of("black", kMajor, AlarmState::kSuppressed)}, 100, Health::kOk},
      {{Of("black", kMajor, AlarmState::kClearing)}, 100, Health::kOk},
  };
  for (const Row& row : rows) {
    const Verdict verdict = ScoreOf(row.alarms, WallAt(20));
    EXPECT_EQ(verdict.score, row.score);
    EXPECT_EQ(verdict.health, row.health) << row.score;
  }
}

TEST(Score, CanBeRecomputedFromItsPenalties) {
  std::vector<AlarmRecord> alarms;
  for (const char* check : {"hls_stale", "hls_endlist", "hls_variant_down"})
    alarms.push_back(Of(check, Severity::kMajor));
  alarms.push_back(Of("silence", Severity::kWarning));
  const Verdict verdict = ScoreOf(alarms, WallAt(25));
  std::map<char, int> groups;
  for (const Penalty& penalty : verdict.penalties) {
    groups[penalty.group] += penalty.weight;
    EXPECT_DOUBLE_EQ(penalty.duration_seconds, 15);
  }
  EXPECT_EQ(groups['G'], 120);
  int sum = 0;
  for (const auto& [group, weight] : groups) sum += std::min(weight, 100);
  EXPECT_EQ(verdict.score, std::max(0, 100 - sum));
}

TEST(Coverage, CountsThePicturesSeenAtDepthFull) {
  CheckOptions options;
  options.depth = Depth::kFull;
  Scene scene(options);
  scene.Open(0);
  EXPECT_EQ(scene.checks.Judge(WallAt(0)).health, Health::kUnknown) << "nothing seen yet";
  scene.Moving(0, 15);
  scene.Video(15, 20);
  const Coverage coverage = scene.checks.Cover(WallAt(22));
  EXPECT_EQ(coverage.tier, Depth::kFull);
  EXPECT_NEAR(coverage.share, 0.75, 0.01);
  EXPECT_NEAR(coverage.age_seconds, 2.04, 0.01);
  scene.checks.SetDepth(Depth::kPackets);
  EXPECT_NEAR(scene.checks.Cover(WallAt(22)).share, 1, 0.01);
}

TEST(Coverage, ListsWhatIsNotLookedAt) {
  CheckOptions options;
  options.segmented = true;
  options.depth = Depth::kManifest;
  const auto not_covered = StreamChecks(options).Cover(WallAt(0)).not_covered;
  const auto lists = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  EXPECT_TRUE(lists(not_covered, "black"));
  EXPECT_TRUE(lists(not_covered, "down"));
  EXPECT_TRUE(lists(not_covered, "hls_segment_missing"));
  EXPECT_FALSE(lists(not_covered, "hls_stale"));
  EXPECT_FALSE(lists(not_covered, "connect_error"));
  options = CheckOptions();
  options.depth = Depth::kFull;
  StreamChecks full(options);
  EXPECT_EQ(full.Cover(WallAt(0)).not_covered, std::vector<std::string>{"ts_continuity"});
  full.On(TsFact{At(1), {}, 100});
  EXPECT_TRUE(full.Cover(WallAt(1)).not_covered.empty());
}

// A raised alarm whose check no longer runs: neither raised for ever nor cleared unseen.
TEST(Coverage, AlarmsAreUnknownWhileALoweredDepthDoesNotShowThem) {
  for (const bool still_black : {true, false}) {
    SCOPED_TRACE(still_black);
    Scene scene;
    scene.Open(0);
    scene.Moving(0, 5);
    scene.Frames(5, 20, 1, 0);
    EXPECT_EQ(scene.States("black"), "pending raised");
    scene.checks.SetDepth(Depth::kPackets);
    scene.Video(20, 60);
    EXPECT_EQ(scene.States("black"), "pending raised unknown");
    EXPECT_EQ(scene.Events("black"), "5.00-19.96");
    EXPECT_EQ(scene.checks.Judge(WallAt(60)).health, Health::kUnknown);
    scene.checks.SetDepth(Depth::kKeyframes);
    scene.Frames(60, 80, still_black ? 1 : 0.1, still_black ? 0 : 0.05);
    EXPECT_EQ(scene.States("black"), still_black ? "pending raised unknown clearing raised"
                                                 : "pending raised unknown clearing ok");
    EXPECT_NE(scene.checks.Judge(WallAt(80)).health, Health::kUnknown);
  }
}

TEST(Coverage, WhatIsStillOnItsWayWhenDepthIsLoweredOpensNothing) {
  Scene scene;
  scene.Open(0);
  scene.Frames(0, 5, 1, 0);
  scene.checks.SetDepth(Depth::kPackets);
  scene.Frames(5, 40, 1, 0);
  EXPECT_EQ(scene.States("black"), "pending unknown");
  EXPECT_EQ(scene.Events("black"), "0.00-4.96");
  scene.checks.SetDepth(Depth::kKeyframes);
  scene.Moving(40, 41);
  EXPECT_EQ(scene.States("black"), "pending unknown ok") << "was never raised";
}

TEST(Health, IsUnknownWhenSamplesStop) {
  CheckOptions options;
  options.overrides.push_back(Disabled("down"));
  options.overrides.push_back(Disabled("no_data"));
  Scene scene(options);
  scene.Open(0);
  scene.Video(0, 10);
  EXPECT_EQ(scene.checks.Judge(WallAt(11)).health, Health::kOk);
  scene.Tick(11, 30);
  EXPECT_EQ(scene.checks.Judge(WallAt(30)).health, Health::kUnknown);
  EXPECT_DOUBLE_EQ(scene.checks.Cover(WallAt(30)).share, 0);
}

}  // namespace
}  // namespace vedette::checks
