#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/wait_histogram.h"
#include "engine/checks/check.h"
#include "engine/media/track.h"
#include "engine/source/source.h"

namespace vedette::monitor {

enum class Phase : uint8_t { kQueued = 1, kConnecting, kRunning, kBackingOff, kPaused, kFailed };

// What a user asked to be watched. Value; `headers` are secrets and never leave the engine.
struct StreamConfig {
  std::string id;  // letters, digits, "-_.", 1..63
  std::string display_name;
  std::string url;  // may hold credentials: RedactUrl before showing
  std::map<std::string, std::string> labels;
  std::vector<std::pair<std::string, std::string>> headers;
  checks::Depth depth = checks::Depth::kKeyframes;
  source::Renditions renditions = source::Renditions::kHighest;
  std::string profile = "default";
  checks::Expect expect;
  std::vector<checks::CheckOverride> overrides;
  bool paused = false;

  bool operator==(const StreamConfig&) const = default;
};

// A track with what was measured on it.
struct TrackStatus {
  media::TrackInfo info;
  double bitrate_bps = 0;       // mean of the last 5 s; of a finished probe: over all of it
  double frame_rate = 0;        // access units per media second, the same span
  double gop_seconds = 0;       // last distance of two key frames, 0 unknown
  int64_t packets = 0;          // access units (probe of TS: TS packets of the PID)
  int64_t discontinuities = 0;  // continuity errors of the PID
};

struct Metrics {
  double bitrate_bps = 0;  // access units of all tracks, mean of the last 5 s
  double frame_rate = 0;
  double gop_seconds = 0;
  double segment_download_seconds = 0;
  double open_milliseconds = 0;  // of the last start: to the first answer,
  double first_packet_milliseconds = 0;
  double first_key_frame_milliseconds = 0;
  int64_t bytes_received = 0;  // these since the session began
  int64_t decoded_pictures = 0;
  int64_t decode_errors = 0;
};

// Everything that is shown of a stream at one moment. Immutable once published; shared between
// readers. The URL is not in it (see StreamConfig).
struct StreamStatus {
  std::string id;
  uint64_t revision = 0;  // grows with every change of any stream
  Phase phase = Phase::kQueued;
  checks::Verdict verdict;
  base::WallTime since{};  // when the present health began
  std::string last_error;  // "<class>: <detail>", "" when none
  int restarts = 0;        // tries after the first since it was added or resumed
  std::string container;   // "hls", "mpegts", "mp4", ...
  std::vector<TrackStatus> tracks;
  Metrics metrics;
  std::vector<checks::AlarmRecord> alarms;
  checks::Coverage coverage;
  bool has_thumbnail = false;
};
using StreamStatusPtr = std::shared_ptr<const StreamStatus>;

struct EngineStats {
  int active = 0;  // connecting or running (they hold a place)
  int queued = 0;  // wait for a place
  int total = 0;
  int max_concurrent = 0;
  int64_t budget_used_bytes = 0;
  int64_t budget_limit_bytes = 0;
  int64_t media_left_out = 0;             // see base::ByteBudget::left_out
  double longest_job_wait_seconds = 0;    // of those now waiting
  base::WaitHistogram::Counts job_waits;  // of those that ran, since the start
};

// One bounded look at one source, nothing stored.
struct ProbeRequest {
  std::string url;  // `file:` and bare paths only from the command line
  std::vector<std::pair<std::string, std::string>> headers;
  checks::Depth depth = checks::Depth::kFull;
  // Of media for files, of wall time since they opened for live sources. 0: all of a file, 30 s of
  // a live source.
  base::milliseconds duration{0};
  base::milliseconds open_timeout{10000};
  bool allow_files = false;
  checks::Expect expect;
};

struct PidReport {
  int pid = 0;
  int64_t packets = 0;
  int64_t discontinuities = 0;
};

struct ProbeReport {
  std::string source;  // redacted
  bool opened = false;
  std::string error;  // "<class>: <detail>" when not opened, or how it ended
  std::string container;
  double media_seconds = 0;
  double wall_seconds = 0;
  checks::Verdict verdict;
  std::vector<TrackStatus> tracks;
  bool is_ts = false;
  int64_t ts_packets = 0;
  double ts_bitrate_bps = 0;
  std::vector<PidReport> pids;
  std::map<std::string, int64_t> ts_errors;  // every ts_* check that was running
  std::vector<checks::EventRecord> events;   // ProbeEvents::kMost at most
  std::vector<checks::AlarmRecord> alarms;   // raised when the look ended
  checks::Coverage coverage;
};

}  // namespace vedette::monitor
