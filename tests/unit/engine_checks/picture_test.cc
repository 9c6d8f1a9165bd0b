#include <gtest/gtest.h>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

CheckOptions File(Depth depth = Depth::kFull) {
  CheckOptions options;
  options.depth = depth;
  options.live = false;
  return options;
}

TEST(Black, IsExactToTheFrameWhereEveryFrameIsDecoded) {
  Scene scene(File());
  scene.Moving(0, 10.32);
  scene.Black(10.32, 15.32);
  scene.Moving(15.32, 20);
  scene.Finish(20);
  EXPECT_EQ(scene.Events("black"), "10.32-15.32");
  EXPECT_EQ(scene.Events("freeze"), "");
  const EventRecord& event = *scene.Event("black");
  EXPECT_DOUBLE_EQ(event.value, 1);
  EXPECT_DOUBLE_EQ(event.limit, 0.98);
  EXPECT_EQ(event.severity, Severity::kWarning);
}

TEST(Black, ShorterThanTwoSecondsIsNoEvent) {
  Scene scene(File());
  scene.Moving(0, 10);
  scene.Black(10, 11.96);
  scene.Moving(11.96, 20);
  scene.Finish(20);
  EXPECT_EQ(scene.Events("black"), "");
  EXPECT_TRUE(scene.alarms.empty());
}

TEST(Black, OpenAtTheEndOfTheMediaEndsThere) {
  Scene scene(File());
  scene.Moving(0, 10);
  scene.Black(10, 13);
  EXPECT_EQ(scene.Events("black"), "10.00-");
  scene.Finish(13);
  EXPECT_EQ(scene.Events("black"), "10.00-13.00");
}

TEST(Black, RaisesEscalatesAndClears) {
  Scene scene;
  scene.Open(0);
  scene.Moving(0, 10);
  scene.Black(10, 45);
  scene.Moving(45, 60);
  EXPECT_EQ(scene.Events("black"), "10.00-45.00");
  EXPECT_EQ(scene.States("black"), "pending raised clearing ok");
  const AlarmRecord& raised = *scene.Alarm("black", AlarmState::kRaised);
  EXPECT_EQ(raised.severity, Severity::kWarning);
  EXPECT_EQ(raised.since, WallAt(10));
  EXPECT_NEAR(Scene::WallSecond(*raised.raised), 20, 0.05);
  EXPECT_EQ(scene.Alarm("black", AlarmState::kClearing)->severity, Severity::kMajor);
  EXPECT_EQ(scene.Event("black")->severity, Severity::kMajor);
  EXPECT_NEAR(Scene::WallSecond(*scene.Alarm("black", AlarmState::kOk)->cleared), 55, 0.3);
}

TEST(Black, ByKeyPicturesTakesItsEdgesFromTheRunOfTinyFrames) {
  Scene scene(File(Depth::kKeyframes));
  scene.Video(0, 10);
  scene.Picture(10, 0.1, 0.05, false);
  scene.Video(10, 12);
  scene.Still(10.32, 11.96, true);
  scene.Picture(12, 1, 0.3, false);
  scene.Video(12, 14);
  scene.Still(10.32, 13.96, true);
  scene.Picture(14, 1, 0, false);
  scene.Video(14, 16);
  scene.Still(10.32, 15.32, true);
  scene.Picture(16, 0.1, 0.3, false);
  scene.Video(16, 18);
  scene.Still(10.32, 15.32, false);
  scene.Finish(18);
  EXPECT_EQ(scene.Events("black"), "10.32-15.32");
  EXPECT_EQ(scene.Events("freeze"), "");
}

TEST(Black, ByKeyPicturesAloneIsAsExactAsTheyAre) {
  Scene scene(File(Depth::kKeyframes));
  for (int at = 0; at < 20; at += 2) {
    scene.Video(at, at + 2);
    scene.Picture(at, at == 10 || at == 12 ? 1 : 0.1, 0.3, false);
  }
  scene.Finish(20);
  EXPECT_EQ(scene.Events("black"), "10.00-14.00");
}

TEST(Freeze, IsExactToTheFrameWhereEveryFrameIsDecoded) {
  Scene scene(File());
  scene.Moving(0, 25.52);
  scene.Held(25.52, 31.52);
  scene.Moving(31.52, 40);
  scene.Finish(40);
  EXPECT_EQ(scene.Events("freeze"), "25.52-31.52");
  EXPECT_EQ(scene.Event("freeze")->detail, "exact");
  EXPECT_DOUBLE_EQ(scene.Event("freeze")->limit, 0.001);
}

TEST(Freeze, PulsesOfKeyFramesInARunOfTinyFramesDoNotEndIt) {
  Scene scene(File());
  scene.Moving(0, 25.52);
  scene.Held(25.52, 26);
  scene.Frames(26, 26.04, 0.1, 0.006);  // pulse before the run is known
  scene.Frames(26.04, 26.08, 0.1, 0);
  scene.Still(25.56, 26.08, true);
  scene.Frames(26.08, 28, 0.1, 0);
  scene.Still(25.56, 28, true);
  scene.Frames(28, 28.04, 0.1, 0.006);
  scene.Frames(28.04, 30, 0.1, 0.0002);
  scene.Still(25.56, 30, true);
  scene.Frames(30, 30.04, 0.1, 0.007);
  scene.Frames(30.04, 31.52, 0.1, 0);
  scene.Moving(31.52, 33);
  scene.Still(25.56, 31.52, false);
  scene.Moving(33, 40);
  scene.Finish(40);
  EXPECT_EQ(scene.Events("freeze"), "25.52-31.52");
  EXPECT_LE(scene.Event("freeze")->value, 0.001);
  EXPECT_DOUBLE_EQ(scene.Event("freeze")->limit, 0.001);
}

TEST(Freeze, SlowMotionAfterItEndsItAtItsFirstPicture) {
  Scene scene(File());
  scene.Moving(0, 10);
  scene.Held(10, 11);
  scene.Still(10.04, 11, true);
  scene.Frames(11, 14, 0.1, 0);
  scene.Frames(14, 15, 0.1, 0.004);  // may be a pulse until the run is known to have ended
  scene.Still(10.04, 14, false);
  scene.Frames(15, 20, 0.1, 0.004);
  scene.Finish(20);
  EXPECT_EQ(scene.Events("freeze"), "10.00-14.00");
}

TEST(Freeze, ByKeyPicturesIsClockedByTheRunOfTinyFrames) {
  Scene scene(File(Depth::kKeyframes));
  scene.Video(0, 24);
  scene.Picture(24, 0.1, 0.05, false);
  scene.Video(24, 26);
  scene.Still(25.56, 25.96, true);
  scene.Picture(26, 0.1, 0.05, false);
  scene.Video(26, 28);
  scene.Still(25.56, 27.96, true);
  scene.Picture(28, 0.1, 0.006, false);
  scene.Video(28, 30);
  scene.Still(25.56, 29.96, true);
  scene.Picture(30, 0.1, 0.006, false);
  scene.Video(30, 32);
  scene.Still(25.56, 31.52, true);
  scene.Picture(32, 0.1, 0.05, false);
  scene.Video(32, 34);
  scene.Still(25.56, 31.52, false);
  scene.Finish(34);
  EXPECT_EQ(scene.Events("freeze"), "25.52-31.52");
}

TEST(Freeze, AnEarlierRunOfTinyFramesDoesNotHideItsStart) {
  Scene scene(File(Depth::kKeyframes));
  scene.Picture(0, 0.1, 0.05, false);
  scene.Video(0, 8);
  scene.Still(2.32, 7.32, true);
  scene.Picture(8, 0.1, 0.05, false);
  scene.Still(2.32, 7.32, false);  // no key picture inside: the sizes alone say it
  scene.Video(8, 10);
  scene.Picture(10, 0.1, 0.05, false);
  scene.Video(10, 12);
  scene.Picture(12, 0.1, 0.05, false);
  scene.Still(11.56, 12.08, true);
  scene.Video(12, 14);
  scene.Still(11.56, 13.96, true);
  scene.Picture(14, 0.1, 0.006, false);
  scene.Video(14, 16);
  scene.Still(11.56, 15, false);
  scene.Finish(16);
  EXPECT_EQ(scene.Events("freeze"), "2.28-7.32 11.52-15.00");
}

TEST(Freeze, EqualKeyPicturesAloneAreOneOnlyWhenThereAreThree) {
  Scene scene(File(Depth::kKeyframes));
  for (int at = 0; at < 30; at += 2) {
    scene.Video(at, at + 2);
    const bool still = at == 4 || (at > 10 && at <= 16);
    scene.Picture(at, 0.1, still ? 0 : 0.05, false);
  }
  scene.Finish(30);
  EXPECT_EQ(scene.Events("freeze"), "10.00-18.00");
}

TEST(Freeze, BlackPictureEndsIt) {
  Scene scene(File());
  scene.Moving(0, 10);
  scene.Held(10, 14);
  scene.Black(14, 18);
  scene.Moving(18, 20);
  scene.Finish(20);
  EXPECT_EQ(scene.Events("freeze"), "10.00-14.00");
  EXPECT_EQ(scene.Events("black"), "14.00-18.00");
}

TEST(StaticPicture, ReplacesFreezeWhereItIsExpected) {
  CheckOptions options = File();
  options.expect.static_picture = true;
  Scene scene(options);
  scene.Held(0, 60);
  EXPECT_EQ(scene.Events("freeze"), "");
  EXPECT_EQ(scene.Events("static_picture"), "0.00-");
  EXPECT_EQ(scene.Alarm("static_picture", AlarmState::kRaised)->severity, Severity::kInfo);
  EXPECT_EQ(scene.checks.Judge(WallAt(60)).score, 100);
}

TEST(StaticPicture, ReplacesFreezeOfAPictureThatStoodStillMostOfTheHour) {
  Scene scene(File());
  for (int at = 0; at < 1900; ++at) scene.Picture(at, 0.1, at == 0 ? 0.05 : 0);
  EXPECT_NE(scene.Event("static_picture"), nullptr);
  EXPECT_EQ(scene.Events("freeze").substr(0, 8), "0.00-180");
  EXPECT_TRUE(scene.Event("freeze")->end.has_value());
}

}  // namespace
}  // namespace vedette::checks
