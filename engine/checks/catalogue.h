#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/checks/check.h"

namespace vedette::checks {

// The checks that are built, in the order of checks.md's groups.
enum class CheckId : uint8_t {
  kDown,
  kConnectError,
  kNoData,
  kBitrateLow,
  kBitrateHigh,
  kFpsLow,
  kFormatChange,
  kVideoMissing,
  kAudioMissing,
  kBlack,
  kFreeze,
  kDeadAir,
  kStaticPicture,
  kSilence,
  kTimestampGap,
  kTimestampOverlap,
  kHlsStale,
  kHlsEndlist,
  kHlsVariantDown,
  kHlsSegmentMissing,
  kHlsSegmentInvalid,
  kHlsPlaylistInvalid,
  kDashStale,
  kDashSegmentMissing,
  kDashTimelineGap,
  kDashPeriod,
  kDashClockSkew,
  kTsContinuity,
};
inline constexpr int kCheckCount = static_cast<int>(CheckId::kTsContinuity) + 1;

// Which time a condition's duration is counted on.
enum class TimeBase : uint8_t { kMedia, kWall };

// How far the limit that depends on the stream itself (its median, its nominal rate, its target
// duration) is from that own value, in each profile.
struct Relative {
  float usual = 0;
  float strict = 0;
  float lenient = 0;
};

// One row of the catalogue: the defaults of checks.md. Times are seconds.
struct CheckInfo {
  CheckId id;
  std::string_view name;
  char group;             // letter in checks.md
  std::string_view unit;  // of `limit`, of an override's limit and of every value
  double limit;           // 0: it comes from the stream itself, see `relative`
  float event_after;      // a condition this long is an event
  float raise_for;
  float clear_for;
  Severity severity;
  Severity worse;     // from `worse_after` on; equal to `severity` where there is no escalation
  float worse_after;  // seconds of the condition
  Depth needs;        // shallowest depth at which it is judged
  TimeBase time;
  bool on_media;  // measured on the media: `down`, `connect_error` and `no_data` explain it
  Relative relative;
};

std::span<const CheckInfo> Catalogue();
const CheckInfo& Info(CheckId id);
// Null when no check has this name.
const CheckInfo* FindCheck(std::string_view name);
// Whether overrides and filters may name it.
inline bool CheckExists(std::string_view name) { return FindCheck(name) != nullptr; }
// "default", "strict" or "lenient".
bool ProfileExists(std::string_view name);

}  // namespace vedette::checks
