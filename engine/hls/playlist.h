// The room engine/hls: RFC 8216 (and the tags of its successor, 8216bis) as data. Parses playlists,
// chooses renditions and keeps the state of a playlist that is looked at again and again. It does
// no input or output, takes time as an argument and uses engine/base only; engine/source is its
// caller.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"

namespace vedette::hls {

// A text longer than this is not parsed: three orders above a usual live playlist, and room for a
// day of 2 s segments.
inline constexpr size_t kMaxPlaylistBytes = 4 << 20;
inline constexpr size_t kMaxSegments = 100000;
inline constexpr size_t kMaxVariants = 1000;  // of each kind in a multivariant playlist

struct ByteRange {
  int64_t offset = 0;
  int64_t length = 0;
};

struct Key {
  enum class Method : uint8_t { kNone, kAes128, kSampleAes, kOther };
  Method method = Method::kNone;
  std::string_view uri;
  std::string_view key_format;                // "" means "identity"
  std::optional<std::array<uint8_t, 16>> iv;  // absent: the sequence number, big-endian
  bool identity() const { return key_format.empty() || key_format == "identity"; }
};

// EXT-X-MAP: the initialization section of the segments after it.
struct Map {
  std::string_view uri;
  std::optional<ByteRange> range;
  int key = -1;  // index of the key that was in force, -1 = clear
};

struct Segment {
  std::string_view uri;
  double duration = 0;  // EXTINF, seconds
  std::optional<ByteRange> range;
  // From EXT-X-PROGRAM-DATE-TIME, extrapolated over the segments after it up to a discontinuity.
  base::WallTime program_date_time{};
  bool dated = false;  // the tag stands at this very segment
  bool discontinuity = false;
  bool gap = false;  // announced as missing: not to be fetched
  int key = -1;      // index into keys; of several systems the identity one
  int map = -1;      // index into maps
};

struct DateRange {
  std::string_view id;
  std::string_view klass;
  std::string_view start_date;
  std::string_view end_date;
  std::optional<double> duration;
  std::optional<double> planned_duration;
  bool end_on_next = false;
};

enum class PlaylistType : uint8_t { kNone, kEvent, kVod };

// Low-latency figures (8216bis); absent where the playlist has none.
struct LowLatency {
  std::optional<double> part_target;
  std::optional<double> part_hold_back;
  std::optional<double> hold_back;
  std::optional<double> can_skip_until;
  bool can_block_reload = false;
  int parts = 0;
  int preload_hints = 0;
};

// One look at one media playlist. Views point into the text that was parsed, or into `substituted`:
// the playlist must not outlive the text. Movable.
struct MediaPlaylist {
  int version = 1;
  double target_duration = 0;
  int64_t media_sequence = 0;
  int64_t discontinuity_sequence = 0;
  PlaylistType type = PlaylistType::kNone;
  bool endlist = false;
  bool iframes_only = false;
  int64_t skipped_segments = 0;  // of a delta update
  std::vector<Segment> segments;
  std::vector<Key> keys;
  std::vector<Map> maps;
  std::vector<DateRange> date_ranges;
  LowLatency low_latency;
  std::deque<std::string> substituted;  // strings that held variables

  int64_t SequenceOf(size_t index) const {
    return media_sequence + skipped_segments + static_cast<int64_t>(index);
  }
};

struct Variant {
  std::string_view uri;
  int64_t bandwidth = 0;
  int64_t average_bandwidth = 0;
  std::string_view codecs;
  int width = 0;  // 0 = not declared
  int height = 0;
  double frame_rate = 0;
  std::string_view audio;  // groups, "" = none
  std::string_view video;
  std::string_view subtitles;
};

enum class RenditionType : uint8_t { kAudio, kVideo, kSubtitles, kClosedCaptions };

struct Rendition {
  RenditionType type = RenditionType::kAudio;
  std::string_view uri;  // "" = inside the variant's own stream
  std::string_view group;
  std::string_view name;
  std::string_view language;
  bool is_default = false;
  bool autoselect = false;
};

struct Variable {
  std::string name;
  std::string value;
};

// A multivariant ("master") playlist. Views as in MediaPlaylist.
struct MasterPlaylist {
  int version = 1;
  std::vector<Variant> variants;
  std::vector<Variant> iframe_variants;
  std::vector<Rendition> renditions;
  std::vector<Variable> variables;      // EXT-X-DEFINE, for EXT-X-DEFINE:IMPORT of media playlists
  std::deque<std::string> substituted;  // strings that held variables
};

}  // namespace vedette::hls
