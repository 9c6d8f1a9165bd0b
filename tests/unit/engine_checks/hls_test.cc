#include <gtest/gtest.h>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

class Hls : public testing::Test {
 protected:
  using Problem = PlaylistFact::Problem;
  static CheckOptions Options() {
    CheckOptions options;
    options.segmented = true;
    return options;
  }
  PlaylistFact Good(double at, const std::string& rendition = "a") {
    PlaylistFact look;
    look.wall = WallAt(at);
    look.rendition = rendition;
    look.changed = true;
    look.target_duration = 6;
    look.segments = 5;
    return look;
  }
  void Look(PlaylistFact look) {
    scene.checks.On(look);
    scene.Tick(1, 0);  // takes the changes
  }
  void LookAt(double at, const std::string& rendition = "a") { Look(Good(at, rendition)); }
  void Stale(double at, double seconds, const std::string& rendition = "a") {
    PlaylistFact look = Good(at, rendition);
    look.changed = false;
    look.stale_seconds = seconds;
    Look(look);
  }
  void Fail(double at, Problem problem, const std::string& rendition = "a") {
    PlaylistFact look;
    look.wall = WallAt(at);
    look.rendition = rendition;
    look.problem = problem;
    look.error_class = problem == Problem::kUnreachable ? "http_5xx" : "";
    look.detail = problem == Problem::kUnreachable ? "answer 503" : "no EXTM3U";
    Look(look);
  }
  void Segment(double at, SegmentFact::Problem problem, const std::string& rendition = "a") {
    SegmentFact fact;
    fact.wall = WallAt(at);
    fact.rendition = rendition;
    fact.problem = problem;
    fact.detail = "http_404_410: s.ts";
    scene.checks.On(fact);
    scene.Tick(1, 0);
  }
  Scene scene{Options()};
};

TEST_F(Hls, StaleIsAWarningAfterTwoAndCriticalAfterThreeAndAHalfTargetDurations) {
  LookAt(0);
  Stale(11, 11);
  EXPECT_EQ(scene.Events("hls_stale"), "");
  Stale(14, 13);
  const AlarmRecord* alarm = scene.Alarm("hls_stale", AlarmState::kRaised);
  ASSERT_NE(alarm, nullptr);
  EXPECT_EQ(alarm->severity, Severity::kWarning);
  EXPECT_DOUBLE_EQ(alarm->value, 13);
  EXPECT_DOUBLE_EQ(alarm->limit, 12);
  EXPECT_EQ(alarm->since, WallAt(1));
  EXPECT_EQ(alarm->subject, "a");
  Stale(23, 22);
  EXPECT_EQ(scene.alarms.back().severity, Severity::kCritical);
  EXPECT_DOUBLE_EQ(scene.alarms.back().limit, 21);
  LookAt(26);
  EXPECT_EQ(scene.States("hls_stale"), "raised") << "clears after two good looks";
  LookAt(32);
  EXPECT_EQ(scene.States("hls_stale"), "raised ok");
  EXPECT_EQ(scene.Events("hls_stale"), "1.00-26.00");
}

TEST_F(Hls, OneFrozenRenditionIsReportedWhileOthersMove) {
  LookAt(0, "a");
  LookAt(0, "b");
  LookAt(13, "a");
  Stale(13, 13, "b");
  ASSERT_NE(scene.Event("hls_stale"), nullptr);
  EXPECT_EQ(scene.Event("hls_stale")->subject, "b");
}

TEST_F(Hls, OverrideOfTheLimitIsInSeconds) {
  CheckOptions options = Options();
  options.overrides.push_back(Wish("hls_stale"));
  options.overrides.back().limit = 30;
  scene = Scene(options);
  LookAt(0);
  Stale(29, 29);
  EXPECT_EQ(scene.Events("hls_stale"), "");
  Stale(31, 31);
  EXPECT_DOUBLE_EQ(scene.Event("hls_stale")->limit, 30);
}

TEST_F(Hls, EndlistOnALiveChannelIsCritical) {
  PlaylistFact look = Good(0);
  look.endlist = true;
  look.live = false;
  Look(look);
  EXPECT_TRUE(scene.events.empty()) << "a VOD list ends";
  look.live = true;
  Look(look);
  EXPECT_EQ(scene.Alarm("hls_endlist", AlarmState::kRaised)->severity, Severity::kCritical);
  LookAt(6);
  LookAt(12);
  EXPECT_EQ(scene.Events("hls_endlist"), "0.00-6.00");
}

TEST_F(Hls, OneOfSeveralUnreachableIsAVariantDown) {
  LookAt(0, "a");
  LookAt(0, "b");
  for (int i = 1; i <= 3; ++i) {
    LookAt(i * 6, "a");
    Fail(i * 6, Problem::kUnreachable, "b");
    EXPECT_EQ(scene.Event("hls_variant_down") != nullptr, i == 3);
  }
  EXPECT_EQ(scene.Event("hls_variant_down")->subject, "b");
  EXPECT_EQ(scene.Event("hls_variant_down")->detail, "http_5xx: answer 503");
  EXPECT_EQ(scene.Event("connect_error"), nullptr);
}

TEST_F(Hls, AllUnreachableIsAConnectError) {
  LookAt(0, "a");
  LookAt(0, "b");
  for (int i = 1; i <= 3; ++i) {
    Fail(i * 6, Problem::kUnreachable, "a");
    Fail(i * 6 + 1, Problem::kUnreachable, "b");
  }
  ASSERT_NE(scene.Event("connect_error"), nullptr);
  EXPECT_EQ(scene.Event("connect_error")->detail, "http_5xx: answer 503");
  EXPECT_EQ(scene.checks.Judge(WallAt(20)).health, Health::kDown);
  LookAt(24, "a");
  EXPECT_EQ(scene.States("connect_error"), "raised ok");
}

TEST_F(Hls, InvalidTwiceInARow) {
  LookAt(0);
  Fail(6, Problem::kInvalid);
  LookAt(9);
  Fail(12, Problem::kInvalid);
  EXPECT_EQ(scene.Events("hls_playlist_invalid"), "");
  Fail(15, Problem::kInvalid);
  EXPECT_EQ(scene.Events("hls_playlist_invalid"), "12.00-");
  EXPECT_EQ(scene.Event("hls_playlist_invalid")->detail, "no EXTM3U");
  LookAt(18);
  LookAt(24);
  EXPECT_EQ(scene.States("hls_playlist_invalid"), "raised ok");
}

TEST_F(Hls, OneLostSegmentIsAMinorEventTwoAreAnAlarm) {
  using SegmentProblem = SegmentFact::Problem;
  Segment(0, SegmentProblem::kNone);
  Segment(6, SegmentProblem::kMissing);
  EXPECT_EQ(scene.Event("hls_segment_missing")->severity, Severity::kMinor);
  EXPECT_EQ(scene.States("hls_segment_missing"), "pending");
  Segment(12, SegmentProblem::kMissing);
  EXPECT_EQ(scene.States("hls_segment_missing"), "pending raised");
  EXPECT_EQ(scene.Event("hls_segment_missing")->severity, Severity::kCritical);
  EXPECT_DOUBLE_EQ(scene.Event("hls_segment_missing")->value, 2);
  Segment(18, SegmentProblem::kNone);
  Segment(24, SegmentProblem::kNone);
  EXPECT_EQ(scene.States("hls_segment_missing"), "pending raised ok");
  EXPECT_EQ(scene.Events("hls_segment_missing"), "6.00-18.00");
}

TEST_F(Hls, ALostSegmentExplainsTheGapOnTheNextGoodOne) {
  Segment(6, SegmentFact::Problem::kInvalid);
  Segment(12, SegmentFact::Problem::kNone);
  scene.checks.On(TimestampFact{At(12), 0, false, 6});
  scene.checks.On(TsFact{At(12), {{At(12), 256, 7, false}}, 100});
  Segment(18, SegmentFact::Problem::kNone);
  EXPECT_EQ(scene.Events("timestamp_gap"), "12.00-12.00 by hls_segment_invalid");
  EXPECT_EQ(scene.States("timestamp_gap"), "suppressed");
  EXPECT_EQ(scene.Event("ts_continuity")->suppressed_by, "hls_segment_invalid");
  scene.checks.On(TimestampFact{At(40), 1, false, 6});
  Segment(40, SegmentFact::Problem::kNone);
  EXPECT_NE(scene.Alarm("timestamp_gap", AlarmState::kRaised), nullptr);
}

TEST_F(Hls, AGapWithoutALostSegmentIsNotExplainedByTheOneBefore) {
  Segment(6, SegmentFact::Problem::kInvalid);
  scene.checks.On(TimestampFact{At(12), 0, false, 6});
  Segment(12, SegmentFact::Problem::kNone);
  Segment(18, SegmentFact::Problem::kNone);
  EXPECT_EQ(scene.States("timestamp_gap"), "suppressed");
  scene.checks.On(TimestampFact{At(30), 0, false, 6});
  Segment(30, SegmentFact::Problem::kNone);
  EXPECT_EQ(scene.Events("timestamp_gap"), "12.00-12.00 by hls_segment_invalid 30.00-30.00");
  EXPECT_EQ(scene.States("timestamp_gap"), "suppressed raised");
}

TEST_F(Hls, ARenditionThatIsNotAskedForAnyMoreIsForgotten) {
  Stale(20, 20, "old");
  EXPECT_EQ(scene.States("hls_stale"), "raised");
  for (int at = 26; at < 320; at += 6) LookAt(at, "new");
  EXPECT_EQ(scene.States("hls_stale"), "raised");
  LookAt(320, "new");
  EXPECT_EQ(scene.States("hls_stale"), "raised ok");
  // It counts no more among those that must all fail.
  for (int at = 326; at < 344; at += 6) Fail(at, Problem::kUnreachable, "new");
  EXPECT_NE(scene.Event("connect_error"), nullptr);
}

TEST_F(Hls, StaleIsNotExplainedByDown) {
  scene.Open(0);
  LookAt(0);
  scene.Video(0, 6);
  scene.Tick(1, 23);
  Stale(23, 23);
  EXPECT_EQ(scene.Events("down"), "");
  scene.Tick(24, 30);
  Stale(30, 30);
  EXPECT_EQ(scene.States("down"), "raised");
  EXPECT_EQ(scene.States("hls_stale"), "raised");
}

}  // namespace
}  // namespace vedette::checks
