#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/hls/playlist.h"

namespace vedette::hls {

// Which renditions are looked into deeper than their playlists.
enum class Choice : uint8_t { kHighest, kLowest, kAll };

enum class WatchedKind : uint8_t { kVariant, kAudio, kVideo, kSubtitles, kIframes };

// A media playlist of the stream. `uri` is a view as in MasterPlaylist.
struct WatchedPlaylist {
  std::string_view uri;
  WatchedKind kind = WatchedKind::kVariant;
  int64_t bandwidth = 0;  // of a variant, bits per second
  int lane = -1;          // 0 the main rendition, 1.. further ones; -1: its playlist only
};

inline constexpr size_t kMaxWatchedPlaylists = 64;

// Every media playlist of a stream once (they are known by their URIs), the main one first. The
// highest (lowest) variant by BANDWIDTH, of equal ones the first, gets lane 0 and its default audio
// rendition, where that has a playlist of its own, lane 1; kAll gives lanes to all variants and
// audio renditions. Subtitles and I-frame playlists never get one. At most kMaxWatchedPlaylists.
std::vector<WatchedPlaylist> PlanRenditions(const MasterPlaylist& master, Choice choice);

}  // namespace vedette::hls
