#include "engine/checks/catalogue.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/checks/limits.h"
#include "engine/checks/suppression.h"
#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

TEST(Catalogue, NamesAreUniqueAndFound) {
  std::set<std::string_view> names;
  for (const CheckInfo& info : Catalogue()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(FindCheck(info.name), &Info(info.id));
    EXPECT_FALSE(info.unit.empty()) << info.name;
    EXPECT_GE(info.worse, info.severity) << info.name;
    EXPECT_LE(info.event_after, info.raise_for) << info.name;
  }
  EXPECT_FALSE(CheckExists("blackness"));
  EXPECT_FALSE(CheckExists(""));
}

struct Row {
  const char* name;
  double limit, raise_for, clear_for;
  Severity severity, worse;
  Depth needs;
};

// The numbers of checks.md.
TEST(Catalogue, HasTheDefaultsOfTheSpecification) {
  using enum Severity;
  const Row rows[] = {
      {"black", 0.98, 10, 10, kWarning, kMajor, Depth::kKeyframes},
      {"freeze", 0.001, 10, 10, kWarning, kMajor, Depth::kKeyframes},
      {"dead_air", 2, 10, 10, kCritical, kCritical, Depth::kKeyframes},
      {"static_picture", 0.001, 30, 10, kInfo, kInfo, Depth::kKeyframes},
      {"silence", 0.001, 10, 10, kWarning, kMajor, Depth::kKeyframes},
      {"bitrate_low", 0, 10, 10, kMajor, kMajor, Depth::kPackets},
      {"bitrate_high", 0, 10, 10, kMinor, kMinor, Depth::kPackets},
      {"fps_low", 0, 10, 10, kMajor, kMajor, Depth::kPackets},
      {"video_missing", 5, 0, 2, kCritical, kCritical, Depth::kPackets},
      {"audio_missing", 5, 0, 2, kMajor, kMajor, Depth::kPackets},
      {"timestamp_gap", 1, 0, 30, kMajor, kMajor, Depth::kPackets},
      {"hls_stale", 0, 0, 0, kWarning, kCritical, Depth::kManifest},
      {"connect_error", 3, 0, 0, kCritical, kCritical, Depth::kManifest},
  };
  for (const Row& row : rows) {
    const CheckInfo* info = FindCheck(row.name);
    ASSERT_NE(info, nullptr) << row.name;
    EXPECT_DOUBLE_EQ(info->limit, row.limit) << row.name;
    EXPECT_DOUBLE_EQ(info->raise_for, row.raise_for) << row.name;
    EXPECT_DOUBLE_EQ(info->clear_for, row.clear_for) << row.name;
    EXPECT_EQ(info->severity, row.severity) << row.name;
    EXPECT_EQ(info->worse, row.worse) << row.name;
    EXPECT_EQ(info->needs, row.needs) << row.name;
  }
}

TEST(Limits, ProfilesMoveTimesAndRelativeLimits) {
  const Limits usual("default", {}), strict("strict", {}), lenient("lenient", {});
  EXPECT_DOUBLE_EQ(usual[CheckId::kBlack].raise_for, 10);
  EXPECT_DOUBLE_EQ(strict[CheckId::kBlack].raise_for, 5);
  EXPECT_DOUBLE_EQ(lenient[CheckId::kBlack].raise_for, 20);
  EXPECT_LT(usual[CheckId::kFpsLow].relative, strict[CheckId::kFpsLow].relative);
  EXPECT_GT(usual[CheckId::kFpsLow].relative, lenient[CheckId::kFpsLow].relative);
  EXPECT_TRUE(ProfileExists("strict"));
  EXPECT_FALSE(ProfileExists("severe"));
}

TEST(Limits, OverridesTouchOnlyWhatTheyName) {
  CheckOverride wish;
  wish.check = "black";
  wish.limit = 0.9;
  wish.raise_for_seconds = 1;
  wish.severity = Severity::kCritical;
  CheckOverride off;
  off.check = "silence";
  off.enabled = false;
  const Limits limits("default", {wish, off, Wish("unknown")});
  const Limit& black = limits[CheckId::kBlack];
  EXPECT_DOUBLE_EQ(black.limit, 0.9);
  EXPECT_DOUBLE_EQ(black.raise_for, 1);
  EXPECT_DOUBLE_EQ(black.event_after, 1) << "an alarm is not raised before its event";
  EXPECT_DOUBLE_EQ(black.clear_for, 10);
  EXPECT_EQ(black.worse, Severity::kCritical) << "no escalation away from what was asked for";
  EXPECT_FALSE(limits[CheckId::kSilence].enabled);
  EXPECT_DOUBLE_EQ(limits[CheckId::kFreeze].limit, 0.001);
}

TEST(Suppression, FollowsTheTable) {
  struct Pair {
    const char* cause;
    const char* effect;
    bool explains;
  };
  const Pair pairs[] = {
      {"down", "black", true},
      {"down", "silence", true},
      {"no_data", "ts_continuity", true},
      {"connect_error", "fps_low", true},
      {"down", "hls_stale", false},
      {"down", "connect_error", false},
      {"dead_air", "black", true},
      {"dead_air", "freeze", true},
      {"dead_air", "silence", true},
      {"dead_air", "static_picture", false},
      {"black", "freeze", true},
      {"freeze", "black", false},
      {"black", "bitrate_low", true},
      {"static_picture", "bitrate_low", true},
      {"hls_segment_missing", "timestamp_gap", true},
      {"hls_segment_invalid", "ts_continuity", true},
      {"hls_segment_missing", "black", false},
      {"video_missing", "fps_low", true},
      {"video_missing", "silence", false},
      {"audio_missing", "silence", true},
      {"hls_stale", "down", false},
  };
  for (const Pair& pair : pairs)
    EXPECT_EQ(Explains(FindCheck(pair.cause)->id, FindCheck(pair.effect)->id), pair.explains)
        << pair.cause << " -> " << pair.effect;
}

}  // namespace
}  // namespace vedette::checks
