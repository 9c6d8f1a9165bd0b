#include <gtest/gtest.h>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

constexpr auto kVideo = media::TrackType::kVideo;

CheckOptions File() {
  CheckOptions options;
  options.live = false;
  return options;
}

TEST(Bitrate, OutsideHalfAndTwiceTheOwnMedian) {
  Scene scene(File());
  scene.Video(0, 120, 10000);  // 2 Mbit/s
  scene.Video(120, 140, 3000);
  scene.Video(140, 200, 10000);
  scene.Video(200, 220, 30000);
  scene.Video(220, 240, 10000);
  const EventRecord* low = scene.Event("bitrate_low");
  ASSERT_NE(low, nullptr);
  EXPECT_NEAR(low->start.media, 120, 5);
  EXPECT_NEAR(low->end->media, 140, 5);
  EXPECT_NEAR(low->value, 600e3, 10e3);
  EXPECT_NEAR(low->limit, 1e6, 1e4);
  EXPECT_EQ(scene.States("bitrate_low"), "pending raised clearing ok");
  EXPECT_NEAR(scene.Event("bitrate_high")->value, 6e6, 1e5);
  EXPECT_EQ(scene.Event("bitrate_high")->severity, Severity::kMinor);
}

TEST(Bitrate, ConfiguredBoundsNeedNoMedian) {
  CheckOptions options = File();
  options.expect.min_bitrate_bps = 3e6;
  Scene scene(options);
  scene.Video(0, 30, 10000);
  EXPECT_DOUBLE_EQ(scene.Event("bitrate_low")->limit, 3e6);
}

TEST(Bitrate, OfConfiguredBoundsAndThoseOfTheMedianTheNarrowerCount) {
  const struct {
    double min, max;         // configured
    double lowest, highest;  // limits of the events
  } kCases[] = {
      {1e5, 1e8, 1e6, 4e6},  // half and twice the median
      {1.5e6, 3e6, 1.5e6, 3e6},
  };
  for (const auto& test : kCases) {
    CheckOptions options = File();
    options.expect.min_bitrate_bps = test.min;
    options.expect.max_bitrate_bps = test.max;
    Scene scene(options);
    scene.Video(0, 120, 10000);  // 2 Mbit/s
    scene.Video(120, 140, 3000);
    scene.Video(140, 200, 10000);
    scene.Video(200, 220, 30000);
    ASSERT_NE(scene.Event("bitrate_low"), nullptr);
    EXPECT_NEAR(scene.Event("bitrate_low")->limit, test.lowest, 1e4);
    ASSERT_NE(scene.Event("bitrate_high"), nullptr);
    EXPECT_NEAR(scene.Event("bitrate_high")->limit, test.highest, 4e4);
  }
}

TEST(Bitrate, BlackExplainsIt) {
  Scene scene(File());
  scene.Video(0, 100, 10000);
  for (double at = 100; at < 130; at += 0.04) {
    scene.Unit(at, kVideo, 80);
    scene.Picture(at, 1, 0);
  }
  EXPECT_EQ(scene.Event("bitrate_low")->suppressed_by, "black");
  EXPECT_EQ(scene.Alarm("bitrate_low", AlarmState::kRaised), nullptr);
}

TEST(FrameRate, TenPercentUnderNominal) {
  Scene scene(File());
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  scene.Video(0, 20);
  for (int i = 0; i < 400; ++i) scene.Unit(20 + i * 0.05);  // 20 a second
  scene.Video(40, 60);
  const EventRecord* event = scene.Event("fps_low");
  ASSERT_NE(event, nullptr);
  EXPECT_NEAR(event->value, 20, 0.3);
  EXPECT_NEAR(event->limit, 22.5, 1e-6);
  EXPECT_NEAR(event->end->media, 40, 4);
  EXPECT_EQ(scene.States("fps_low"), "pending raised clearing ok");
}

TEST(FrameRate, MediaThatWasLeftOutIsNotSlow) {
  for (const bool told : {true, false}) {
    Scene scene(File());
    scene.Tracks(0, {VideoTrack()});
    for (int second = 0; second < 60; second += 8) {
      scene.Video(second, second + 6);
      if (told) scene.checks.OnGap();
    }
    EXPECT_EQ(scene.Event("fps_low") == nullptr, told);
  }
}

// Sound in segments of its own comes later than the picture; a piece of it is left out.
TEST(FrameRate, SoundThatWasLeftOutIsNoSlowPicture) {
  Scene scene(File());
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  for (int second = 0; second < 60; second += 6) {
    scene.Video(second, second + 6);
    if (second > 0) scene.checks.OnGap();
    scene.Audio(second + 3, second + 6);
  }
  EXPECT_EQ(scene.Event("fps_low"), nullptr);
}

TEST(FrameRate, AJumpOfTheClockIsNotSlow) {
  Scene scene(File());
  scene.Tracks(0, {VideoTrack()});
  scene.Video(0, 20);
  scene.checks.On(TimestampFact{At(30), 0, false, 10});
  scene.Video(30, 50);
  EXPECT_EQ(scene.Event("fps_low"), nullptr);
  EXPECT_EQ(scene.Events("timestamp_gap"), "30.00-30.00");
  EXPECT_DOUBLE_EQ(scene.Event("timestamp_gap")->value, 10);
}

TEST(Timestamps, AGapIsMoreThanASecondAndThreeUnits) {
  struct Row {
    double seconds;
    double nominal;
    double limit;  // 0: no gap
  };
  const Row rows[] = {{1, 0.04, 0}, {1.02, 0.04, 1}, {1.5, 0.5, 0}, {1.6, 0.5, 1.5}, {2, 0, 1}};
  for (const Row& row : rows) {
    Scene scene(File());
    scene.Video(0, 1);
    scene.checks.On(TimestampFact{At(1), 0, false, row.seconds, row.nominal});
    scene.Video(1, 2);
    const EventRecord* event = scene.Event("timestamp_gap");
    ASSERT_EQ(event != nullptr, row.limit > 0) << row.seconds << " " << row.nominal;
    if (event == nullptr) continue;
    EXPECT_DOUBLE_EQ(event->value, row.seconds);
    EXPECT_DOUBLE_EQ(event->limit, row.limit);
  }
}

TEST(Timestamps, AlarmStaysUntilThirtySecondsWithoutRepetition) {
  Scene scene(File());
  scene.Video(0, 10);
  scene.checks.On(TimestampFact{At(10), 0, true, 2});
  scene.Video(10, 39);
  EXPECT_EQ(scene.States("timestamp_overlap"), "raised");
  EXPECT_EQ(scene.checks.Judge(WallAt(39)).score, 60);
  scene.Video(39, 41);
  EXPECT_EQ(scene.States("timestamp_overlap"), "raised ok");
}

TEST(Missing, OnSocketsAfterFiveSecondsOfWallTime) {
  Scene scene;
  scene.Open(0);
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  for (int at = 0; at < 20; ++at) {
    scene.Video(at, at + 1);
    if (at < 10 || at >= 17) scene.Audio(at, at + 1);
    scene.Tick(at + 1, at + 1);
  }
  scene.Video(20, 23);
  EXPECT_EQ(scene.Events("audio_missing"), "10.00-17.00");
  EXPECT_DOUBLE_EQ(scene.Event("audio_missing")->limit, 5);
  EXPECT_EQ(scene.States("audio_missing"), "raised clearing ok");
  EXPECT_EQ(scene.Event("video_missing"), nullptr);
}

TEST(Missing, OnSegmentsCountsTheMediaOfTheOthers) {
  CheckOptions options;
  options.segmented = true;
  Scene scene(options);
  scene.Open(0);
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  PlaylistFact look;
  look.rendition = "a";
  look.target_duration = 4;
  scene.checks.On(look);
  scene.Video(0, 6);
  scene.Audio(0, 13.8);
  EXPECT_EQ(scene.Event("video_missing"), nullptr);
  scene.Audio(13.8, 15);
  EXPECT_EQ(scene.Events("video_missing"), "6.00-");
  EXPECT_EQ(scene.Event("video_missing")->severity, Severity::kCritical);
  EXPECT_DOUBLE_EQ(scene.Event("video_missing")->limit, 8);
}

TEST(Missing, ATrackThatWasNeverThereIsMissedOnlyWhenExpected) {
  for (const bool expected : {false, true}) {
    CheckOptions options = File();
    if (expected) options.expect.audio = true;
    Scene scene(options);
    scene.Tracks(0, {VideoTrack()});
    scene.Video(0, 10);
    EXPECT_EQ(scene.Event("audio_missing") != nullptr, expected);
  }
}

TEST(Format, AChangeIsAnEventWithWhatChanged) {
  struct Row {
    media::TrackInfo to;
    bool signalled;
    const char* detail;
    Severity severity;
  };
  const Row rows[] = {
      {VideoTrack(1280, 720), false, "track 0 size 1920x1080 -> 1280x720", Severity::kMinor},
      {VideoTrack(1280, 720), true, "track 0 size 1920x1080 -> 1280x720", Severity::kInfo},
      {VideoTrack(1920, 1080, 50), false, "track 0 frame rate 25 -> 50", Severity::kMinor},
      {AudioTrack(0), false, "video tracks 1 -> 0, audio tracks 0 -> 1", Severity::kMinor},
  };
  for (const Row& row : rows) {
    Scene scene(File());
    scene.Tracks(0, {VideoTrack()});
    scene.Tracks(5, {VideoTrack()});
    EXPECT_EQ(scene.Event("format_change"), nullptr);
    scene.Tracks(10, {row.to}, row.signalled);
    ASSERT_NE(scene.Event("format_change"), nullptr) << row.detail;
    EXPECT_EQ(scene.Event("format_change")->detail, row.detail);
    EXPECT_EQ(scene.Event("format_change")->severity, row.severity);
    EXPECT_EQ(scene.Events("format_change"), "10.00-10.00");
  }
}

TEST(Format, UnlikeWhatIsExpectedIsMajorAndLasts) {
  CheckOptions options = File();
  options.expect.width = 1920;
  options.expect.video_codec = "h264";
  Scene scene(options);
  scene.Tracks(0, {VideoTrack(1280, 720)});
  EXPECT_EQ(scene.Event("format_change")->severity, Severity::kMajor);
  EXPECT_EQ(scene.Event("format_change")->detail, "expected width 1920 -> 1280");
  EXPECT_EQ(scene.Events("format_change"), "0.00-");
  scene.Tracks(20, {VideoTrack()});
  EXPECT_EQ(scene.Events("format_change"), "0.00-20.00 20.00-20.00");
}

TEST(Format, TracksThatAreMeantNotToBeThereDifferFromExpected) {
  struct Row {
    std::optional<bool> video;
    std::optional<bool> audio;
    const char* detail;  // "" = as expected
  };
  const Row rows[] = {{false, {}, "expected video tracks 0 -> 1"},
                      {{}, false, "expected audio tracks 0 -> 2"},
                      {false, false, "expected video tracks 0 -> 1, audio tracks 0 -> 2"},
                      {true, true, ""}};
  for (const Row& row : rows) {
    CheckOptions options = File();
    options.expect.video = row.video;
    options.expect.audio = row.audio;
    Scene scene(options);
    scene.Tracks(0, {VideoTrack(), AudioTrack(1), AudioTrack(2)});
    const EventRecord* event = scene.Event("format_change");
    ASSERT_EQ(event != nullptr, row.detail[0] != 0) << row.detail;
    if (event == nullptr) continue;
    EXPECT_EQ(event->detail, row.detail);
    EXPECT_EQ(event->severity, Severity::kMajor);
    EXPECT_EQ(event->subject, "expect");
  }
}

TEST(Continuity, LossesOfOnePidCloseTogetherAreOneEvent) {
  Scene scene(File());
  const auto lose = [&](double at, int pid, int packets) {
    scene.checks.On(TsFact{At(at), {{At(at), pid, packets, false}}, 1000});
  };
  scene.Video(0, 5);
  lose(5, 256, 3);
  lose(7, 256, 2);
  lose(7, 257, 1);
  scene.checks.On(TsFact{At(30), {}, 1000});
  scene.Video(30, 31);
  EXPECT_EQ(scene.Events("ts_continuity"), "5.00-7.00 7.00-7.00");
  EXPECT_EQ(scene.Event("ts_continuity")->subject, "pid 256");
  EXPECT_DOUBLE_EQ(scene.Event("ts_continuity")->value, 5);
  EXPECT_EQ(scene.States("ts_continuity").substr(0, 6), "raised");
}

TEST(Overrides, ADisabledCheckSaysNothing) {
  CheckOptions options = File();
  options.depth = Depth::kFull;
  options.overrides.push_back(Disabled("black"));
  Scene scene(options);
  scene.Black(0, 30);
  EXPECT_EQ(scene.Event("black"), nullptr);
}

TEST(Overrides, SeverityAndTimesAreTheStreams) {
  CheckOptions options = File();
  CheckOverride wish = Wish("silence");
  wish.severity = Severity::kCritical;
  wish.raise_for_seconds = 4;
  wish.limit = 0.01;
  options.overrides.push_back(wish);
  Scene scene(options);
  scene.Sound(0, 5, 0.005F);
  const AlarmRecord* alarm = scene.Alarm("silence", AlarmState::kRaised);
  ASSERT_NE(alarm, nullptr);
  EXPECT_EQ(alarm->severity, Severity::kCritical);
  EXPECT_DOUBLE_EQ(alarm->limit, 0.01);
}

TEST(Profiles, StrictRaisesInHalfTheTime) {
  for (const auto& [profile, raised_at] :
       {std::pair{"strict", 5.0}, {"default", 10.0}, {"lenient", 20.0}}) {
    CheckOptions options = File();
    options.profile = profile;
    Scene scene(options);
    scene.Sound(0, 30, 0);
    EXPECT_NEAR(Scene::WallSecond(*scene.Alarm("silence", AlarmState::kRaised)->raised), raised_at,
                0.03)
        << profile;
  }
}

TEST(Timestamps, EachIsAnEventAlsoWhileTheAlarmLasts) {
  Scene scene(File());
  scene.Video(0, 10);
  scene.checks.On(TimestampFact{At(10), 0, false, 2});
  scene.Video(12, 20);
  scene.checks.On(TimestampFact{At(20), 0, false, 2});
  scene.Video(22, 30);
  EXPECT_EQ(scene.Events("timestamp_gap"), "10.00-10.00 20.00-20.00");
  EXPECT_EQ(scene.States("timestamp_gap"), "raised");
}

TEST(FrameRate, RenditionsOfThePictureAreNotCountedTogether) {
  Scene scene(File());
  media::TrackInfo second = VideoTrack(1280, 720);
  second.index = 1;
  scene.Tracks(0, {VideoTrack(), second});
  for (int i = 0; i < 400; ++i) {  // 20 a second in each
    scene.Unit(i * 0.05, kVideo, 10000, 0);
    scene.Unit(i * 0.05, kVideo, 5000, 1);
  }
  ASSERT_NE(scene.Event("fps_low"), nullptr);
  EXPECT_NEAR(scene.Event("fps_low")->value, 20, 0.3);
}

TEST(Missing, AJumpOfTheClockIsNoAbsence) {
  Scene scene(File());
  scene.Tracks(0, {VideoTrack(), AudioTrack()});
  for (int at = 0; at < 10; at += 2) {
    scene.Video(at, at + 2);
    scene.Audio(at, at + 2);
  }
  scene.checks.On(TimestampFact{At(30), 0, false, 20});
  scene.Video(30, 34);
  scene.Audio(30, 34);
  EXPECT_EQ(scene.Event("audio_missing"), nullptr);
  scene.Video(34, 45);
  EXPECT_EQ(scene.Events("audio_missing"), "34.00-");
}

}  // namespace
}  // namespace vedette::checks
