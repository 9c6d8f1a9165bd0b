#include <gtest/gtest.h>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

class Dash : public testing::Test {
 protected:
  using Problem = PlaylistFact::Problem;
  static CheckOptions Options() {
    CheckOptions options;
    options.segmented = true;
    return options;
  }
  static PlaylistFact Good(double at) {
    PlaylistFact look;
    look.protocol = Protocol::kDash;
    look.wall = WallAt(at);
    look.rendition = "a.mpd";
    look.changed = true;
    look.target_duration = 2;
    look.update_seconds = 4;
    return look;
  }
  void Look(const PlaylistFact& look) {
    scene.checks.On(look);
    scene.Tick(1, 0);  // takes the changes
  }
  void Stale(double at, double seconds) {
    PlaylistFact look = Good(at);
    look.stale_seconds = seconds;
    Look(look);
  }
  void Fail(double at, Problem problem) {
    PlaylistFact look = Good(at);
    look.problem = problem;
    look.error_class = problem == Problem::kInvalid ? "invalid_data" : "http_5xx";
    Look(look);
  }
  void Segment(double at, SegmentFact::Problem problem, const std::string& rendition = "a.mpd#v") {
    SegmentFact fact;
    fact.protocol = Protocol::kDash;
    fact.wall = WallAt(at);
    fact.rendition = rendition;
    fact.problem = problem;
    fact.detail = "http_404_410: s.m4s";
    scene.checks.On(fact);
    scene.Tick(1, 0);
  }
  Scene scene{Options()};
};

TEST_F(Dash, StaleAfterOneAndAHalfUpdatePeriods) {
  Look(Good(0));
  Stale(6, 6);
  EXPECT_EQ(scene.States("dash_stale"), "");
  Stale(8, 7);
  const AlarmRecord* alarm = scene.Alarm("dash_stale", AlarmState::kRaised);
  ASSERT_NE(alarm, nullptr);
  EXPECT_EQ(alarm->severity, Severity::kWarning);
  EXPECT_DOUBLE_EQ(alarm->value, 7);
  EXPECT_DOUBLE_EQ(alarm->limit, 6);
  EXPECT_EQ(alarm->since, WallAt(1));
  EXPECT_EQ(alarm->subject, "a.mpd");
  Stale(12, 11);
  EXPECT_EQ(scene.alarms.back().severity, Severity::kCritical);
  Look(Good(14));
  Look(Good(16));
  EXPECT_EQ(scene.States("dash_stale"), "raised ok");
  EXPECT_EQ(scene.Events("dash_stale"), "1.00-14.00");
  EXPECT_EQ(scene.States("hls_stale"), "");
}

TEST_F(Dash, OneLostSegmentIsAFactAndTwoAreAnAlarm) {
  using enum SegmentFact::Problem;
  Segment(0, kNone);
  Segment(2, kMissing);
  EXPECT_EQ(scene.Alarm("dash_segment_missing", AlarmState::kRaised), nullptr);
  Segment(4, kInvalid);
  const AlarmRecord* alarm = scene.Alarm("dash_segment_missing", AlarmState::kRaised);
  ASSERT_NE(alarm, nullptr);
  EXPECT_EQ(alarm->severity, Severity::kCritical);
  EXPECT_EQ(alarm->subject, "a.mpd#v");
  EXPECT_EQ(alarm->since, WallAt(2));
  Segment(5, kNone, "a.mpd#w");
  Segment(6, kNone);
  Segment(8, kNone);
  EXPECT_EQ(scene.Events("dash_segment_missing"), "2.00-6.00");
  EXPECT_EQ(scene.States("hls_segment_missing"), "");
}

TEST_F(Dash, AManifestThatCantBeHadOrReadThreeTimesIsAConnectError) {
  scene.Open(0);
  Look(Good(0));
  Fail(2, Problem::kUnreachable);
  Fail(4, Problem::kInvalid);
  EXPECT_EQ(scene.Alarm("connect_error", AlarmState::kRaised), nullptr);
  Fail(6, Problem::kInvalid);
  const AlarmRecord* alarm = scene.Alarm("connect_error", AlarmState::kRaised);
  ASSERT_NE(alarm, nullptr);
  EXPECT_TRUE(alarm->detail.starts_with("invalid_data")) << alarm->detail;
  Look(Good(8));
  EXPECT_EQ(scene.States("connect_error"), "raised ok");
}

TEST_F(Dash, ConditionsOfTheManifestLastAsLongAsTheyStandInIt) {
  struct Case {
    const char* check;
    Severity severity;
    double value;
    double harmless;
    void (*set)(PlaylistFact&, double);
  };
  const Case cases[] = {
      {"dash_timeline_gap", Severity::kMajor, 1.5, 0.0005,
       [](PlaylistFact& fact, double value) { fact.timeline_gap = value; }},
      {"dash_timeline_gap", Severity::kMajor, -0.5, 0,
       [](PlaylistFact& fact, double value) { fact.timeline_gap = value; }},
      {"dash_clock_skew", Severity::kMinor, 0.6, 0.4,
       [](PlaylistFact& fact, double value) { fact.clock_skew = value; }},
      {"dash_clock_skew", Severity::kMinor, -3, -0.5,
       [](PlaylistFact& fact, double value) { fact.clock_skew = value; }},
      {"dash_period", Severity::kMinor, 1, 0,
       [](PlaylistFact& fact, double value) {
         fact.period_fault = value > 0 ? "period b has no audio" : "";
       }},
  };
  for (const auto& [check, severity, value, harmless, set] : cases) {
    SCOPED_TRACE(std::string(check) + " " + std::to_string(value));
    Scene own(Options());
    const auto look = [&, set = set](double at, double amount) {
      PlaylistFact fact = Good(at);
      set(fact, amount);
      own.checks.On(fact);
      own.Tick(1, 0);
    };
    look(0, harmless);
    EXPECT_EQ(own.States(check), "");
    look(2, value);
    const AlarmRecord* alarm = own.Alarm(check, AlarmState::kRaised);
    ASSERT_NE(alarm, nullptr);
    EXPECT_EQ(alarm->severity, severity);
    EXPECT_DOUBLE_EQ(alarm->value, value);
    EXPECT_FALSE(alarm->detail.empty());
    look(4, harmless);
    EXPECT_EQ(own.States(check), "raised");
    look(6, harmless);
    EXPECT_EQ(own.States(check), "raised ok");
    EXPECT_EQ(own.Events(check), "2.00-4.00");
  }
}

TEST_F(Dash, OnlyTheChecksOfItsProtocolAreCovered) {
  const auto names = [](Scene& scene, const char* prefix) {
    int count = 0;
    for (const std::string& name : scene.checks.Cover(WallAt(1)).not_covered) {
      count += name.starts_with(prefix) ? 1 : 0;
    }
    return count;
  };
  CheckOptions shallow = Options();
  shallow.depth = Depth::kManifest;
  Scene dash(shallow), hls(shallow);
  dash.checks.On(Good(0));
  PlaylistFact look = Good(0);
  look.protocol = Protocol::kHls;
  hls.checks.On(look);
  EXPECT_EQ(names(dash, "dash_"), 1) << "segments are not fetched";
  EXPECT_EQ(names(dash, "hls_"), 0);
  EXPECT_EQ(names(hls, "dash_"), 0);
  EXPECT_EQ(names(hls, "hls_"), 2);
}

}  // namespace
}  // namespace vedette::checks
