#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/dash/manifest.h"
#include "engine/dash/rendition_plan.h"
#include "engine/dash/segment_finder.h"

namespace vedette::dash {

// What is kept of a manifest from look to look, and which segments are new in each lane: a pure
// state machine, time is an argument. Holds the last good manifest, as it goes on saying what is
// there while time passes.
class ManifestTracker {
 public:
  enum class Start : uint8_t {
    kNewest,              // the newest whole segment, as a live channel is watched at its edge
    kNewestUnlessStatic,  // from the beginning where nothing is added
    kBeginning,
  };

  // A segment that is to be fetched. Values only: no view into the manifest.
  struct NewSegment {
    Location location;
    Location initialization;
    int64_t sequence = 0;   // of the lane: each one more than the one before, holes left out
    double duration = 0;    // seconds
    base::WallTime wall{};  // of its first sample; epoch = unknown
    bool discontinuity = false;
    bool encrypted = false;
    std::optional<double> media_time;  // seconds on the media's own clock ($Time$ by its timescale)
  };
  struct LaneUpdate {
    std::vector<NewSegment> segments;
    int64_t window_begin = 0;
    double segment_seconds = 0;  // the longest in the window
    bool reset = false;          // the origin began anew: what waits is void
  };
  struct Lane {
    ContentType type = ContentType::kVideo;
    std::string representation;  // its id in the period in which the lane began
    int64_t bandwidth = 0;
  };

  ManifestTracker(Start start, Choice choice) : start_(start), choice_(choice) {}

  // A good look whose request began at `began` and was answered at `now`. Advance follows.
  void Feed(Manifest manifest, base::SteadyTime began, base::SteadyTime now);
  // "Not modified".
  void FeedUnchanged(base::SteadyTime began, base::SteadyTime now);
  // A look that brought no manifest. `retry_after`: what the server asked for, 0 = nothing.
  void FeedFailure(base::SteadyTime began, base::SteadyTime now, base::seconds retry_after);

  // What is new in each lane at `now`, which `server_now` is by the server's clock. Nothing before
  // the first good look.
  std::vector<LaneUpdate> Advance(base::SteadyTime now, base::WallTime server_now);
  // By the server's clock: when Advance would bring more without another look.
  std::optional<base::WallTime> next_due() const { return next_due_; }

  // The next look: max(minimumUpdatePeriod, segment duration) from the beginning of the last one
  // after a change, half a segment after none, but 30 s at most, so that a manifest that is not
  // there any more is noticed; 30 s where nothing is added. A failed look counts as one without
  // change, but waits at least half a second.
  base::SteadyTime next_look() const;

  bool seen() const { return manifest_.has_value(); }
  const Manifest& manifest() const { return *manifest_; }  // of the last good look
  // Fixed from the first good look on.
  const std::vector<Lane>& lanes() const { return lanes_; }
  // Since the last new segment, of the lane where that is longest.
  double StaleSeconds(base::SteadyTime now) const;
  bool changed() const { return changed_; }  // the last Advance brought segments
  double segment_seconds() const;            // the longest of all lanes
  double update_seconds() const;             // max(minimumUpdatePeriod, segment_seconds)
  int64_t window_begin() const;              // of the main lane
  int64_t in_window() const;
  int failures() const { return failures_; }  // in a row

 private:
  // Where a lane stands.
  struct Position {
    bool begun = false;
    double period_start = 0;
    std::string period_id;
    std::optional<base::WallTime> availability_start;
    int64_t time = 0;        // of the last segment taken, media time in the period's timescale
    int64_t end_time = 0;    // where it ended
    double end_seconds = 0;  // the same in seconds
    int64_t next_sequence = 0;
    int64_t window_begin = 0;
    int64_t in_window = 0;
    double longest = 0;  // seconds, of those in the window; scratch of a pass
    double segment_seconds = 0;
    bool absent = false;  // the newest period has nothing for this lane
    base::SteadyTime last_change{};
  };

  bool AtEnd() const;
  void BeginLanes();
  LaneUpdate AdvanceLane(size_t lane, base::SteadyTime now, base::WallTime server_now);
  void TakePeriod(size_t lane, const Period& period, const SegmentQuery& query, LaneUpdate& update);
  void Take(size_t lane, const Period& period, const Representation& representation,
            const FoundSegment& found, LaneUpdate& update);
  // The lane's representation in a period; null where there is none.
  const Representation* In(const Period& period, size_t lane) const;
  size_t FirstPeriod(const Position& position) const;
  bool BeganAnew(const Position& position, size_t lane, base::WallTime server_now) const;

  const Start start_;
  const Choice choice_;
  std::optional<Manifest> manifest_;
  std::vector<Lane> lanes_;
  std::vector<Position> positions_;  // of each lane
  std::optional<base::WallTime> next_due_;
  std::optional<base::WallTime> newest_publish_;
  bool old_copy_ = false;  // the last look brought a manifest from before, out of some cache
  bool changed_ = false;
  bool changed_since_look_ = false;
  int failures_ = 0;
  base::SteadyTime began_{};
  base::SteadyTime not_before_{};
};

}  // namespace vedette::dash
