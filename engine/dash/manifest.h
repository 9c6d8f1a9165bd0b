// The room engine/dash: MPD manifests (ISO/IEC 23009-1) as data. Parses them, says which segments
// they announce, chooses representations and keeps the state of a manifest that is looked at again
// and again. It does no input or output, takes time as an argument and uses engine/base only;
// engine/source is its caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"

namespace vedette::dash {

// Bounds of what is parsed. A usual live manifest has 2-60 KB, one that lists a day of 2 s segments
// one by one 3 MB.
inline constexpr size_t kMaxManifestBytes = 4 << 20;
inline constexpr size_t kMaxElements = 200000;
inline constexpr size_t kMaxAttributes = 400000;
inline constexpr size_t kMaxPeriods = 1000;
inline constexpr size_t kMaxRepresentations = 5000;  // of all periods
inline constexpr int64_t kMaxSegments = 100000;      // of one representation in one period

struct ByteRange {
  int64_t offset = 0;
  int64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

// One S of a SegmentTimeline: `count` segments of `duration` from `time` on, in the timescale.
struct TimelineRun {
  int64_t time = 0;
  int64_t duration = 0;
  // -1: until the next run, the end of the period, or now; bounded by kMaxSegments otherwise.
  int64_t count = 1;
};

// Immutable, shared by the representations of a set.
struct Timeline {
  std::vector<TimelineRun> runs;
  int64_t largest_gap = 0;  // of t(n+1) - (t(n) + d(n)) where t is given; < 0: an overlap
};

// One SegmentURL of a SegmentList.
struct ListedSegment {
  std::string url;  // relative to the representation's base; "" = the base itself
  std::optional<ByteRange> range;
};

// How the segments of a representation are found.
struct Addressing {
  enum class Kind : uint8_t {
    kNone,      // nothing says it
    kTemplate,  // SegmentTemplate
    kList,      // SegmentList
    kBase,      // SegmentBase, or a bare BaseURL: one file for the whole period
  };
  Kind kind = Kind::kNone;
  int64_t timescale = 1;
  int64_t presentation_time_offset = 0;  // media time at the start of the period, in the timescale
  int64_t start_number = 1;
  std::optional<int64_t> end_number;
  int64_t duration = 0;                      // of each segment, in the timescale; 0 with a timeline
  std::shared_ptr<const Timeline> timeline;  // null: by `duration`
  // Seconds by which a whole segment can be had before its last sample's time; an offset that only
  // lets begin with a segment still growing does not count.
  double availability_time_offset = 0;
  std::string media;  // template, identifiers of the representation filled in, not resolved
  std::string initialization;  // the same; "" = segments need none
  std::optional<ByteRange> initialization_range;
  std::shared_ptr<const std::vector<ListedSegment>> list;
};

enum class ContentType : uint8_t { kVideo, kAudio, kText, kImage, kOther };

struct Representation {
  std::string id;
  int64_t bandwidth = 0;  // bits per second, 0 = not declared
  std::string codecs;
  int width = 0;
  int height = 0;
  std::string base_url;    // absolute
  bool encrypted = false;  // by a ContentProtection of its own or of its set
  Addressing addressing;
};

struct AdaptationSet {
  ContentType type = ContentType::kOther;
  std::string language;
  bool main = false;        // Role "main"
  bool trick_mode = false;  // pictures for fast forward only
  std::vector<Representation> representations;
};

struct Period {
  std::string id;
  double start = 0;                // seconds from the start of the presentation
  std::optional<double> duration;  // seconds; absent: still going on, or unknown
  bool declared_duration = false;  // @duration stands there, and was not derived
  std::vector<AdaptationSet> sets;
};

struct UtcTiming {
  enum class Scheme : uint8_t { kDirect, kHttpIso, kHttpHead };
  Scheme scheme = Scheme::kDirect;
  std::string value;  // the time itself, or an absolute URL
};

// One look at one manifest. Immutable once parsed.
struct Manifest {
  bool dynamic = false;
  std::optional<base::WallTime> availability_start;
  std::optional<base::WallTime> publish_time;
  std::optional<double> minimum_update_period;    // seconds, as the following
  std::optional<double> time_shift_buffer_depth;  // absent: nothing leaves the window
  std::optional<double> duration;                 // mediaPresentationDuration
  std::string location;                           // absolute; "" = where it was
  std::vector<UtcTiming> utc_timings;             // of schemes known, in order of preference
  std::vector<Period> periods;                    // by start; those without a known start left out
};

}  // namespace vedette::dash
