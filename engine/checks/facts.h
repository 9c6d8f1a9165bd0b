// Facts: what the measuring rooms saw, in the words the checks judge by. Plain values without
// pointers into streams; whoever measures fills them, StreamChecks consumes them.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/media/time.h"
#include "engine/media/track.h"

namespace vedette::checks {

// When a fact holds. `media` is on the stream's timeline: seconds from the first video frame in
// presentation order (first sound without video), continuous across signalled discontinuities.
// `wall` is the same moment as wall time (PROGRAM-DATE-TIME where trustworthy, else by arrival).
struct FactTime {
  double media = std::numeric_limits<double>::quiet_NaN();  // NaN: not tied to media
  base::WallTime wall{};
};

// One access unit went by, in decoding order per track.
struct UnitFact {
  FactTime time;  // its presentation time
  int track = 0;  // index in the last TracksFact
  media::TrackType type = media::TrackType::kUnknown;
  double dts = 0;       // timeline seconds
  double duration = 0;  // seconds, 0 unknown
  bool key = false;
  int size_bytes = 0;
  base::WallTime arrival{};
};

// A decoded picture was measured.
struct PictureFact {
  FactTime time;
  double duration = 0;  // seconds until the next picture expected (full: a frame; keyframes: a GOP)
  bool key = false;
  bool every_frame = false;  // all frames are decoded (depth full, or an edge GOP)
  double black_share = 0;    // luma samples at or below the black threshold, 0..1
  // Mean absolute difference / 2^bitdepth against the reference, the first picture of the present
  // run of stillness; NaN when there is no reference (first picture, format change).
  double still_difference = std::numeric_limits<double>::quiet_NaN();
  // The same without small differences (at most 1/8 of the range), against the first picture since
  // it was larger than 0.001: what moved, an encoder's own changes left out.
  double coarse_difference = std::numeric_limits<double>::quiet_NaN();
  bool identical = false;  // bit-identical to the reference
};

// Frame-size evidence: a run of inter frames so small that they carry no change (<= 1/40 of their
// running mean, refresh pictures allowed with gaps <= 1 s). Sent when a run has lasted 0.5 s, while
// it goes on (with every key frame) and when it ends.
struct StillRunFact {
  FactTime start;  // presentation time of the run's first small frame
  FactTime end;    // first moment it no longer held; while open: up to where it is known
  bool open = true;
};

// Decoded sound of one track was measured (one block: a frame of 20-30 ms, or more).
struct SoundFact {
  FactTime time;  // start of the block
  int track = 0;
  double duration = 0;              // seconds
  std::vector<float> channel_peak;  // linear, largest |sample| per channel
};

// The tracks are known, or have changed.
struct TracksFact {
  FactTime time;
  bool signalled = false;  // at a signalled discontinuity
  media::MediaInfo info;
  // Tracks of a further rendition are known for the first time: what was known has not changed.
  bool joined = false;
};

// A jump of the media clock of one track with no signalled discontinuity.
struct TimestampFact {
  FactTime time;
  int track = 0;
  bool overlap = false;  // false: gap
  double seconds = 0;    // > 0: from one DTS to the next, in either direction
  double nominal = 0;    // one unit, 0 unknown
};

// MPEG-TS facts of one piece of stream (a segment, or about a second). Counts are since the last
// fact.
struct TsFact {
  FactTime time;
  struct Loss {
    FactTime time;
    int pid = 0;
    int packets_lost = 0;  // modulo 16
    bool stuck = false;    // the counter never moves: said once per PID
  };
  std::vector<Loss> continuity;
  int64_t packets = 0;
};

// Which rules a playlist or segment follows. A DASH manifest counts as one playlist.
enum class Protocol : uint8_t { kHls, kDash };

// One look at one playlist, good or bad.
struct PlaylistFact {
  enum class Problem : uint8_t { kNone, kUnreachable, kInvalid };
  Protocol protocol = Protocol::kHls;
  base::WallTime wall{};
  std::string rendition;  // its URL redacted, the subject of its checks
  Problem problem = Problem::kNone;
  std::string error_class;  // of kUnreachable: "http_404_410", "tcp_refused", ...
  std::string detail;       // for people
  bool live = true;         // not VOD
  bool endlist = false;
  bool changed = false;        // brought a new segment since the last good look
  double target_duration = 0;  // seconds: max(TARGETDURATION, longest EXTINF in the window)
  double stale_seconds = 0;    // since the last change was seen
  int64_t media_sequence = 0;
  int segments = 0;  // in the window
  // DASH only; each is 0 or "" where nothing is wrong.
  double update_seconds = 0;  // max(minimumUpdatePeriod, longest segment): what staleness means
  double timeline_gap = 0;    // seconds, the largest hole (< 0: overlap) in a SegmentTimeline
  std::string period_fault;   // what is wrong with a Period, for people
  double clock_skew = 0;      // seconds that UTCTiming is ahead of this machine's clock
};

// One media segment was fetched, or could not be.
struct SegmentFact {
  enum class Problem : uint8_t { kNone, kMissing, kInvalid };
  Protocol protocol = Protocol::kHls;
  base::WallTime wall{};
  std::string rendition;
  int64_t sequence = 0;
  Problem problem = Problem::kNone;
  std::string detail;   // "http_404_410: segment12.ts"
  double duration = 0;  // announced, seconds
  double download_seconds = 0;
  int64_t size_bytes = 0;
};

// What the session does, told at every change and with every tick.
struct SessionFact {
  enum class Kind : uint8_t {
    kConnecting,  // an attempt begins
    kOpened,      // the source answers; media may flow
    kBytes,       // bytes arrived (any), for no_data
    kFailed,      // the attempt or the running session failed; `error_class` and `detail` say how
    kGaveUp,      // failed, and will not be tried again by itself
    kStopped,     // on purpose (paused, gave its place away): absence is no fault
  };
  base::WallTime wall{};
  Kind kind = Kind::kConnecting;
  std::string error_class;  // one of checks.md's connect_error classes
  std::string detail;
};

}  // namespace vedette::checks
