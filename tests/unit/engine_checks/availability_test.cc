#include <gtest/gtest.h>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

using Kind = SessionFact::Kind;

TEST(Down, OnASocketAfterFiveSecondsBackDatedAndClearedByTwoUnits) {
  Scene scene;
  scene.Open(0);
  scene.Video(0, 20);
  scene.Tick(20, 24);
  EXPECT_EQ(scene.Events("down"), "");
  scene.Tick(25, 28);
  EXPECT_EQ(scene.Events("down"), "19.96-");
  EXPECT_DOUBLE_EQ(scene.Event("down")->limit, 5);
  EXPECT_EQ(scene.checks.Judge(WallAt(28)).health, Health::kDown);
  scene.Unit(29);
  EXPECT_EQ(scene.checks.Judge(WallAt(29)).health, Health::kDown);
  scene.Unit(29.04);
  EXPECT_EQ(scene.States("down"), "raised ok");
  EXPECT_EQ(scene.checks.Judge(WallAt(29.1)).health, Health::kOk);
}

TEST(Down, AStartMayTakeTenSecondsMoreAndItsLimitSaysSo) {
  Scene scene;
  scene.Open(0);
  scene.Tick(1, 15);
  EXPECT_EQ(scene.Events("down"), "");
  scene.Tick(16, 16);
  EXPECT_EQ(scene.Events("down"), "0.00-");
  EXPECT_DOUBLE_EQ(scene.Event("down")->limit, 15);
}

TEST(Down, OnSegmentsAfterThreeTargetDurations) {
  CheckOptions options;
  options.segmented = true;
  Scene scene(options);
  scene.Open(0);
  PlaylistFact look;
  look.wall = WallAt(0);
  look.rendition = "a.m3u8";
  look.target_duration = 6;
  scene.checks.On(look);
  scene.Video(0, 6);
  scene.Tick(7, 23);
  EXPECT_EQ(scene.Events("down"), "");
  scene.Tick(24, 26);
  EXPECT_EQ(scene.Events("down"), "5.96-");
}

TEST(Down, UnitsWhoseClockStandsStillDoNotCount) {
  Scene scene;
  scene.Open(0);
  for (int i = 0; i < 20; ++i) {
    scene.checks.On(
        UnitFact{At(3), 0, media::TrackType::kVideo, 3, 0.04, false, 1000, WallAt(3 + i)});
    scene.Tick(3 + i, 3 + i);
  }
  EXPECT_EQ(scene.Events("down"), "3.00-");
}

TEST(Down, AStoppedStreamIsNotAccused) {
  Scene scene;
  scene.Open(0);
  scene.Video(0, 2);
  scene.Session(2, Kind::kStopped);
  scene.Tick(3, 60);
  EXPECT_TRUE(scene.events.empty());
  EXPECT_EQ(scene.checks.Judge(WallAt(60)).health, Health::kUnknown);
  scene.Session(60, Kind::kConnecting);
  scene.Tick(61, 70);
  EXPECT_EQ(scene.Events("down"), "");
}

TEST(Down, SuppressesWhatIsMeasuredOnTheMedia) {
  Scene scene;
  scene.Open(0);
  scene.Moving(0, 10);
  scene.Black(10, 25);
  EXPECT_EQ(scene.States("black"), "pending raised");
  scene.Tick(26, 40);
  EXPECT_EQ(scene.States("black"), "pending raised suppressed");
  const Verdict verdict = scene.checks.Judge(WallAt(40));
  EXPECT_EQ(verdict.health, Health::kDown);
  EXPECT_FALSE(verdict.penalties.empty());
  for (const Penalty& penalty : verdict.penalties) EXPECT_EQ(penalty.group, 'A') << penalty.check;
}

TEST(ConnectError, AfterThreeTriesWithItsClassInFront) {
  Scene scene;
  for (int i = 0; i < 2; ++i) {
    scene.Session(i, Kind::kConnecting);
    scene.Session(i + 0.5, Kind::kFailed, "http_401_403", "answer 403");
  }
  EXPECT_TRUE(scene.events.empty());
  EXPECT_EQ(scene.checks.Judge(WallAt(2)).health, Health::kUnknown);
  scene.Session(2.5, Kind::kFailed, "http_401_403", "answer 403");
  EXPECT_EQ(scene.Events("connect_error"), "0.50-");
  EXPECT_EQ(scene.Event("connect_error")->detail, "http_401_403: answer 403");
  EXPECT_DOUBLE_EQ(scene.Event("connect_error")->value, 3);
  EXPECT_EQ(scene.checks.Judge(WallAt(3)).health, Health::kDown);
  scene.Session(9, Kind::kOpened);
  EXPECT_EQ(scene.States("connect_error"), "raised ok");
  EXPECT_EQ(scene.Events("connect_error"), "0.50-9.00");
}

TEST(NoData, AfterItsLimitAndUntilASecondOfData) {
  CheckOptions options;
  options.no_data_limit = base::milliseconds(3000);
  Scene scene(options);
  scene.Open(0);
  scene.Tick(1, 3);
  EXPECT_EQ(scene.Events("no_data"), "");
  scene.Tick(4, 6);
  EXPECT_EQ(scene.Events("no_data"), "0.00-");
  scene.Session(6.5, Kind::kBytes);
  scene.Tick(7, 7);
  EXPECT_EQ(scene.States("no_data"), "raised clearing");
  scene.Session(7.9, Kind::kBytes);
  scene.Tick(8, 8);
  EXPECT_EQ(scene.States("no_data"), "raised clearing ok");
  EXPECT_EQ(scene.Events("no_data"), "0.00-6.50");
}

TEST(Availability, FilesAreNotJudgedOnWallTime) {
  CheckOptions options;
  options.live = false;
  Scene scene(options);
  scene.Open(0);
  scene.Video(0, 2);
  scene.Tick(3, 100);
  EXPECT_TRUE(scene.events.empty());
  EXPECT_EQ(scene.checks.Judge(WallAt(100)).health, Health::kOk);
}

TEST(Down, ClearsAlsoBesideATrackWhoseClockStandsStill) {
  Scene scene;
  scene.Open(0);
  scene.Video(0, 5);
  scene.Unit(4.96, media::TrackType::kAudio, 400, 1);
  scene.Tick(6, 12);
  EXPECT_EQ(scene.States("down"), "raised");
  for (int i = 0; i < 3; ++i) {
    scene.Unit(12 + i * 0.04);
    scene.checks.On(
        UnitFact{At(4.96), 1, media::TrackType::kAudio, 4.96, 0.04, false, 400, WallAt(12)});
  }
  scene.Tick(13, 13);
  EXPECT_EQ(scene.States("down"), "raised ok");
}

TEST(Stopped, WhatWasOpenEndsWhereItWasLastSeenAndBeginsAnew) {
  CheckOptions options;
  options.segmented = true;
  Scene scene(options);
  scene.Open(0);
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  scene.Video(0, 20);  // no sound
  scene.checks.On(TsFact{At(20), {{At(18), 256, 3, false}}, 100});
  scene.checks.On(TimestampFact{At(20), 0, false, 3});
  scene.Session(21, Kind::kStopped);
  EXPECT_EQ(scene.Events("ts_continuity"), "18.00-18.00");
  EXPECT_EQ(scene.Events("timestamp_gap"), "20.00-20.00");
  EXPECT_EQ(scene.Events("audio_missing"), "0.04-20.00");
  scene.Session(600, Kind::kConnecting);
  scene.Session(600, Kind::kOpened);
  scene.Video(600, 604);
  scene.Audio(600, 604);
  scene.Video(604, 608);
  scene.Audio(604, 608);
  scene.checks.On(TsFact{At(608), {{At(608), 256, 3, false}}, 100});
  scene.Tick(608, 608);
  EXPECT_EQ(scene.Events("ts_continuity"), "18.00-18.00 608.00-");
  EXPECT_EQ(scene.Events("audio_missing"), "0.04-20.00");
}

void LookAt(Scene& scene, double at, double stale, bool changed) {
  PlaylistFact look;
  look.wall = WallAt(at);
  look.rendition = "a";
  look.target_duration = 6;
  look.stale_seconds = stale;
  look.changed = changed;
  scene.checks.On(look);
  scene.Tick(at, at);
}

// A stream that is down gives its place away and gets it back.
TEST(Stopped, DownIsUnknownUntilItIsSeenAgain) {
  for (const bool still_down : {true, false}) {
    SCOPED_TRACE(still_down);
    CheckOptions options;
    options.overrides.push_back(Disabled("no_data"));
    Scene scene(options);
    scene.Open(0);
    scene.Video(0, 5);
    scene.Tick(6, 30);
    scene.Session(30, Kind::kStopped);
    EXPECT_EQ(scene.Events("down"), "4.96-30.00");
    EXPECT_EQ(scene.States("down"), "raised unknown");
    scene.Tick(31, 900);
    scene.Open(900);
    scene.Tick(901, 914);
    EXPECT_EQ(scene.States("down"), "raised unknown") << "not yet as long as a start may take";
    EXPECT_EQ(scene.checks.Judge(WallAt(914)).health, Health::kUnknown);
    if (still_down) {
      scene.Tick(915, 920);
      EXPECT_EQ(scene.States("down"), "raised unknown raised");
      EXPECT_EQ(scene.checks.Judge(WallAt(920)).health, Health::kDown);
    } else {
      scene.Unit(914);
      EXPECT_EQ(scene.States("down"), "raised unknown");
      scene.Unit(914.04);
      EXPECT_EQ(scene.States("down"), "raised unknown ok");
    }
  }
}

TEST(Stopped, ConnectErrorIsUnknownUntilItOpensOrFailsThriceAgain) {
  for (const bool opens : {true, false}) {
    SCOPED_TRACE(opens);
    Scene scene;
    for (int i = 0; i < 3; ++i) scene.Session(i, Kind::kFailed, "tcp_refused", "refused");
    scene.Session(3, Kind::kStopped);
    scene.Tick(4, 2000);
    scene.Session(2000, Kind::kConnecting);
    scene.Tick(2001, 2010);
    EXPECT_EQ(scene.States("connect_error"), "raised unknown");
    if (opens) {
      scene.Session(2011, Kind::kOpened);
      EXPECT_EQ(scene.States("connect_error"), "raised unknown ok");
    } else {
      for (int i = 0; i < 3; ++i) scene.Session(2011 + i, Kind::kFailed, "tcp_refused", "refused");
      EXPECT_EQ(scene.States("connect_error"), "raised unknown raised");
      EXPECT_EQ(scene.Events("connect_error"), "0.00-2.00 2011.00-");
    }
  }
}

TEST(Stopped, AStaleListIsUnknownUntilItMovesOrIsStaleAgain) {
  for (const bool moves : {true, false}) {
    SCOPED_TRACE(moves);
    Scene scene;
    scene.Open(0);
    LookAt(scene, 0, 0, true);
    for (int at = 3; at <= 15; at += 3) LookAt(scene, at, at, false);
    EXPECT_EQ(scene.States("hls_stale"), "raised");
    scene.Session(16, Kind::kStopped);
    scene.Open(100);
    LookAt(scene, 100, 0, true);  // the first look at any list
    for (int i = 1; i <= 4; ++i) LookAt(scene, 100 + i * 3, i * 3, false);
    EXPECT_EQ(scene.States("hls_stale"), "raised unknown") << "12 s old is not stale yet";
    LookAt(scene, 115, moves ? 0 : 15, moves);
    EXPECT_EQ(scene.States("hls_stale"), moves ? "raised unknown ok" : "raised unknown raised");
    EXPECT_EQ(scene.Events("hls_stale"), moves ? "0.00-15.00" : "0.00-15.00 100.00-");
  }
}

// What was wrong with a list that is not there any more is forgotten in the end.
TEST(Stopped, WhatNobodySpeaksOfIsForgottenAfterFiveMinutesOfWatching) {
  Scene scene;
  scene.Open(0);
  LookAt(scene, 0, 0, true);
  LookAt(scene, 15, 15, false);
  double at = 16;
  for (int turn = 0; turn < 10; ++turn, at += 100) {
    EXPECT_EQ(scene.States("hls_stale"), turn == 0 ? "raised" : "raised unknown") << turn;
    scene.Session(at, Kind::kStopped);
    scene.Tick(at, at + 70);
    scene.Open(at + 70);
    scene.Tick(at + 71, at + 100);
  }
  EXPECT_EQ(scene.States("hls_stale"), "raised unknown ok");
}

TEST(Stopped, WhatIsMeasuredOnTheMediaIsUnknownUntilThereWasEnoughOfIt) {
  for (const bool still_black : {true, false}) {
    SCOPED_TRACE(still_black);
    Scene scene;
    scene.Open(0);
    scene.Moving(0, 5);
    scene.Black(5, 20);
    EXPECT_EQ(scene.States("black"), "pending raised");
    scene.Session(20, Kind::kStopped);
    EXPECT_EQ(scene.States("black"), "pending raised unknown");
    scene.Tick(20, 1000);
    EXPECT_EQ(scene.States("black"), "pending raised unknown");
    // The timeline goes on where it ended; the wall does not matter here.
    scene.Open(20);
    if (still_black) {
      scene.Black(20, 23);
      EXPECT_EQ(scene.States("black"), "pending raised unknown raised");
      EXPECT_EQ(scene.checks.Alarms()[0].since, WallAt(5));
    } else {
      scene.Moving(20, 49);
      EXPECT_EQ(scene.States("black"), "pending raised unknown");
      EXPECT_EQ(scene.checks.Judge(WallAt(49)).health, Health::kUnknown);
      scene.Moving(49, 51);
      EXPECT_EQ(scene.States("black"), "pending raised unknown ok");
      EXPECT_EQ(scene.checks.Judge(WallAt(51)).health, Health::kOk);
    }
  }
}

TEST(Stopped, WhatWasClearingDoesNotHang) {
  Scene scene;
  scene.Open(0);
  scene.Black(0, 12);
  scene.Moving(12, 16);
  EXPECT_EQ(scene.States("black"), "pending raised clearing");
  scene.Session(16, Kind::kStopped);
  EXPECT_EQ(scene.States("black"), "pending raised clearing unknown");
  EXPECT_EQ(scene.checks.Alarms().size(), 1u);
  scene.Open(16);
  scene.Moving(16, 50);
  EXPECT_EQ(scene.States("black"), "pending raised clearing unknown ok");
}

// It needs 40 s of media to be seen again: places of less prove nothing, however many there are.
TEST(Stopped, WhatTakesLongToSeeIsNotTakenForGoneBefore) {
  CheckOptions options;
  options.segmented = true;
  options.overrides.emplace_back();
  options.overrides[0].check = "audio_missing";
  options.overrides[0].limit = 40;
  Scene scene(options);
  scene.Open(0);
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  scene.Audio(0, 1);
  scene.Video(0, 60);
  EXPECT_EQ(scene.States("audio_missing"), "raised");
  for (int at = 60; at < 300; at += 30) {
    scene.Session(at, Kind::kStopped);
    scene.Open(at);
    scene.Video(at, at + 30);
  }
  EXPECT_EQ(scene.States("audio_missing"), "raised unknown");
  scene.Video(300, 345);
  EXPECT_EQ(scene.States("audio_missing"), "raised unknown raised");
}

TEST(Availability, WhatIsGivenUpEarlyIsToldAllTheSame) {
  Scene scene;
  scene.Session(0, Kind::kFailed, "tcp_refused", "refused");
  EXPECT_EQ(scene.States("connect_error"), "");
  scene.Session(0, Kind::kGaveUp);
  EXPECT_EQ(scene.States("connect_error"), "raised");
  scene.Session(100, Kind::kConnecting);
  scene.Session(101, Kind::kOpened);
  EXPECT_EQ(scene.States("connect_error"), "raised ok");
}

TEST(Stopped, WhatIsUnlikeExpectedIsSoAgainFromTheFirstUnit) {
  CheckOptions options;
  options.expect.width = 1280;
  Scene scene(options);
  scene.Open(0);
  scene.Tracks(0, {VideoTrack()});
  scene.Video(0, 5);
  scene.Session(5, Kind::kStopped);
  EXPECT_EQ(scene.States("format_change"), "raised unknown");
  scene.Open(5);
  scene.Video(5, 6);
  EXPECT_EQ(scene.States("format_change"), "raised unknown raised");
}

TEST(End, EventsEndAndNoAlarmIsLeft) {
  CheckOptions options;
  options.events_before = 1000;
  Scene scene(options);
  scene.Open(0);
  scene.Moving(0, 5);
  scene.Black(5, 20);
  scene.checks.On(TimestampFact{At(20), 0, false, 3});
  scene.checks.End(WallAt(30));
  scene.Tick(31, 400);
  EXPECT_EQ(scene.Events("black"), "5.00-19.96");
  EXPECT_EQ(scene.States("black"), "pending raised ok");
  EXPECT_EQ(scene.alarms.back().cleared, WallAt(30));
  EXPECT_EQ(scene.States("timestamp_gap"), "raised ok");
  EXPECT_TRUE(scene.checks.Alarms().empty());
  EXPECT_EQ(scene.Event("black")->number, 1001u);
}

}  // namespace
}  // namespace vedette::checks
