#include "engine/checks/catalogue.h"

#include <array>

namespace vedette::checks {
namespace {

using enum CheckId;
using enum Severity;
constexpr auto kOnMedia = TimeBase::kMedia;
constexpr auto kOnWall = TimeBase::kWall;

// clang-format off
constexpr std::array<CheckInfo, kCheckCount> kCatalogue = {{
  // id, name, group, unit, limit, event, raise, clear, severity, worse, after, depth, time, media
  {kDown, "down", 'A', "s", 0, 0, 0, 0, kCritical, kCritical, 0, Depth::kPackets, kOnWall, false, {}},
  {kConnectError, "connect_error", 'A', "tries", 3, 0, 0, 0, kCritical, kCritical, 0, Depth::kManifest, kOnWall, false, {}},
  {kNoData, "no_data", 'A', "s", 0, 0, 0, 1, kCritical, kCritical, 0, Depth::kPackets, kOnWall, false, {}},
  {kBitrateLow, "bitrate_low", 'B', "bit/s", 0, 5, 10, 10, kMajor, kMajor, 0, Depth::kPackets, kOnMedia, true, {0.5F, 0.7F, 0.3F}},
  {kBitrateHigh, "bitrate_high", 'B', "bit/s", 0, 5, 10, 10, kMinor, kMinor, 0, Depth::kPackets, kOnMedia, true, {2.0F, 1.5F, 3.0F}},
  {kFpsLow, "fps_low", 'C', "frames/s", 0, 5, 10, 10, kMajor, kMajor, 0, Depth::kPackets, kOnMedia, true, {0.9F, 0.95F, 0.75F}},
  {kFormatChange, "format_change", 'C', "changes", 0, 0, 0, 60, kMinor, kMinor, 0, Depth::kPackets, kOnMedia, true, {}},
  {kVideoMissing, "video_missing", 'C', "s", 5, 0, 0, 2, kCritical, kCritical, 0, Depth::kPackets, kOnMedia, true, {}},
  {kAudioMissing, "audio_missing", 'C', "s", 5, 0, 0, 2, kMajor, kMajor, 0, Depth::kPackets, kOnMedia, true, {}},
  {kBlack, "black", 'D', "share", 0.98, 2, 10, 10, kWarning, kMajor, 30, Depth::kKeyframes, kOnMedia, true, {}},
  {kFreeze, "freeze", 'D', "difference", 0.001, 2, 10, 10, kWarning, kMajor, 30, Depth::kKeyframes, kOnMedia, true, {}},
  {kDeadAir, "dead_air", 'D', "s", 2, 2, 10, 10, kCritical, kCritical, 0, Depth::kKeyframes, kOnMedia, true, {}},
  {kStaticPicture, "static_picture", 'D', "difference", 0.001, 2, 30, 10, kInfo, kInfo, 0, Depth::kKeyframes, kOnMedia, true, {}},
  {kSilence, "silence", 'E', "linear peak", 0.001, 2, 10, 10, kWarning, kMajor, 30, Depth::kKeyframes, kOnMedia, true, {}},
  {kTimestampGap, "timestamp_gap", 'F', "s", 1, 0, 0, 30, kMajor, kMajor, 0, Depth::kPackets, kOnMedia, true, {}},
  {kTimestampOverlap, "timestamp_overlap", 'F', "s", 0, 0, 0, 30, kMajor, kMajor, 0, Depth::kPackets, kOnMedia, true, {}},
  {kHlsStale, "hls_stale", 'G', "s", 0, 0, 0, 0, kWarning, kCritical, 0, Depth::kManifest, kOnWall, false, {2.0F, 2.0F, 3.0F}},
  {kHlsEndlist, "hls_endlist", 'G', "looks", 1, 0, 0, 0, kCritical, kCritical, 0, Depth::kManifest, kOnWall, false, {}},
  {kHlsVariantDown, "hls_variant_down", 'G', "tries", 3, 0, 0, 0, kMajor, kMajor, 0, Depth::kManifest, kOnWall, false, {}},
  {kHlsSegmentMissing, "hls_segment_missing", 'G', "segments", 2, 0, 0, 0, kCritical, kCritical, 0, Depth::kPackets, kOnWall, false, {}},
  {kHlsSegmentInvalid, "hls_segment_invalid", 'G', "segments", 2, 0, 0, 0, kCritical, kCritical, 0, Depth::kPackets, kOnWall, false, {}},
  {kHlsPlaylistInvalid, "hls_playlist_invalid", 'G', "looks", 2, 0, 0, 0, kCritical, kCritical, 0, Depth::kManifest, kOnWall, false, {}},
  {kDashStale, "dash_stale", 'H', "s", 0, 0, 0, 0, kWarning, kCritical, 0, Depth::kManifest, kOnWall, false, {1.5F, 1.5F, 2.25F}},
  {kDashSegmentMissing, "dash_segment_missing", 'H', "segments", 2, 0, 0, 0, kCritical, kCritical, 0, Depth::kPackets, kOnWall, false, {}},
  {kDashTimelineGap, "dash_timeline_gap", 'H', "s", 0.001, 0, 0, 0, kMajor, kMajor, 0, Depth::kManifest, kOnWall, false, {}},
  {kDashPeriod, "dash_period", 'H', "faults", 0, 0, 0, 0, kMinor, kMinor, 0, Depth::kManifest, kOnWall, false, {}},
  {kDashClockSkew, "dash_clock_skew", 'H', "s", 0.5, 0, 0, 0, kMinor, kMinor, 0, Depth::kManifest, kOnWall, false, {}},
  {kTsContinuity, "ts_continuity", 'I', "packets", 0, 0, 0, 60, kMinor, kMajor, 30, Depth::kPackets, kOnMedia, true, {}},
}};
// clang-format on

constexpr bool InOrder() {
  for (int i = 0; i < kCheckCount; ++i)
    if (kCatalogue[i].id != static_cast<CheckId>(i)) return false;
  return true;
}
static_assert(InOrder());

}  // namespace

std::span<const CheckInfo> Catalogue() { return kCatalogue; }

const CheckInfo& Info(CheckId id) { return kCatalogue[static_cast<size_t>(id)]; }

const CheckInfo* FindCheck(std::string_view name) {
  for (const CheckInfo& info : kCatalogue)
    if (info.name == name) return &info;
  return nullptr;
}

bool ProfileExists(std::string_view name) {
  return name == "default" || name == "strict" || name == "lenient";
}

}  // namespace vedette::checks
