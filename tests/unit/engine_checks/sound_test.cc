#include <gtest/gtest.h>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

CheckOptions File() {
  CheckOptions options;
  options.depth = Depth::kFull;
  options.live = false;
  return options;
}

TEST(Silence, SpansTheQuietBlocksOfItsTrack) {
  Scene scene(File());
  scene.Tracks(0, {VideoTrack(), AudioTrack(1), AudioTrack(2, "deu")});
  scene.Sound(0, 30, 0.2F, 1);
  scene.Sound(0, 10, 0.2F, 2);
  scene.Sound(10, 16, 0.0005F, 2);
  scene.Sound(16, 30, 0.2F, 2);
  scene.Finish(30);
  EXPECT_EQ(scene.Events("silence"), "10.00-16.00");
  const EventRecord& event = *scene.Event("silence");
  EXPECT_EQ(event.subject, "track 2 (deu)");
  EXPECT_NEAR(event.value, 0.0005, 1e-9);
  EXPECT_DOUBLE_EQ(event.limit, 0.001);
}

TEST(Silence, ShortOrLoudEnoughIsNone) {
  Scene scene(File());
  scene.Sound(0, 1.9, 0);
  scene.Sound(1.9, 30, 0.0011F);
  scene.Finish(30);
  EXPECT_EQ(scene.Events("silence"), "");
}

TEST(Silence, EndsWithTheMedia) {
  Scene scene(File());
  scene.Sound(0, 5, 0.1F);
  scene.Sound(5, 9, 0);
  scene.Finish(9.01);
  EXPECT_EQ(scene.Events("silence"), "5.00-9.01");
}

TEST(DeadAir, ReplacesBlackAndSilence) {
  Scene scene;
  scene.Open(0);
  scene.Moving(0, 10);
  scene.Sound(0, 12, 0.1F);
  for (int at = 10; at < 30; ++at) {
    scene.Frames(at, at + 1, 1, 0);
    scene.Sound(std::max(at, 12), at + 1, 0);
  }
  scene.Moving(30, 31);
  scene.Sound(30, 31, 0.1F);
  EXPECT_EQ(scene.Events("dead_air"), "12.00-30.00");
  EXPECT_EQ(scene.Events("black"), "10.00-30.00 by dead_air");
  EXPECT_EQ(scene.Events("silence"), "12.00-30.00 by dead_air");
  EXPECT_EQ(scene.States("dead_air"), "pending raised clearing");
  EXPECT_EQ(scene.Alarm("dead_air", AlarmState::kRaised)->severity, Severity::kCritical);
  EXPECT_EQ(scene.Alarm("black", AlarmState::kRaised), nullptr);
  EXPECT_EQ(scene.Alarm("silence", AlarmState::kRaised), nullptr);
}

TEST(DeadAir, BlackThatStaysAfterTheSoundIsBackIsRaised) {
  Scene scene;
  scene.Open(0);
  for (int at = 0; at < 30; ++at) {
    scene.Frames(at, at + 1, 1, 0);
    scene.Sound(at, at + 1, at < 12 ? 0 : 0.1F);
  }
  EXPECT_EQ(scene.Events("dead_air"), "0.00-12.00");
  EXPECT_EQ(scene.States("black"), "pending suppressed pending raised");
  EXPECT_EQ(scene.States("silence"), "pending suppressed ok");
}

TEST(DeadAir, ASecondSilentTrackIsNot) {
  Scene scene(File());
  scene.Tracks(0, {VideoTrack(), AudioTrack(1), AudioTrack(2)});
  for (int at = 0; at < 10; ++at) {
    scene.Frames(at, at + 1, 1, 0);
    scene.Sound(at, at + 1, 0.1F, 1);
    scene.Sound(at, at + 1, 0, 2);
  }
  EXPECT_EQ(scene.Events("dead_air"), "");
}

}  // namespace
}  // namespace vedette::checks
