#pragma once

#include <optional>
#include <vector>

#include "engine/base/clock.h"
#include "engine/checks/facts.h"
#include "engine/media/time.h"

namespace vedette::monitor {

// The media clock of one lane, from times as carried to the stream's timeline: seconds from the
// first video frame in presentation order (first sound without video), going on without a step
// across signalled discontinuities, new connections, and jumps back. Wraps of 33 bits that readers
// left in are removed. Also says what wall time a moment of media has. Confined to the strand.
class Timeline {
 public:
  // A jump of one track that no discontinuity announced.
  struct Jump {
    bool overlap = false;  // false: gap
    double seconds = 0;    // > 0: from one DTS to the next, in either direction
    double nominal = 0;    // one unit: what a gap is judged against; 0 unknown
  };

  // Where the next unit starts a clock of its own (first, signalled discontinuity, reconnect).
  void Restart() { restart_ = true; }
  // Bytes were lost on our side, or a segment was: the next step of each track is no jump.
  void ForgetSteps();

  bool anchored() const { return anchored_; }
  // `pts` is the first frame in presentation order. Called when the lane begins, and after Restart:
  // the timeline then goes on at `at` seconds.
  void Anchor(media::Ticks pts, double at);
  bool wants_anchor() const { return restart_ || !anchored_; }

  // Timeline seconds of a time as carried.
  double At(media::Ticks ticks) const;

  // Called with every unit's DTS in decoding order, per track: tells a jump, and re-anchors after a
  // jump back or one of more than a minute, so that the timeline only goes forward.
  std::optional<Jump> Step(int track, media::Ticks dts, double duration);

  // A chunk that ends with media time `end` was complete at `arrival`; where its playlist says
  // which wall time its first frame (`begin`) has, `program_date_time` is that.
  void Arrived(double begin, double end, base::WallTime arrival, base::WallTime program_date_time);
  bool wall_known() const { return wall_known_; }
  base::WallTime WallAt(double media) const;
  checks::FactTime FactAt(double media) const { return {media, WallAt(media)}; }

  // The end of the newest unit seen, timeline seconds.
  double end() const { return end_; }

 private:
  struct Track {
    bool known = false;
    double dts = 0;
    double duration = 0;
  };

  bool restart_ = false;
  bool anchored_ = false;
  int64_t offset_ = 0;  // timeline = (ticks - offset_) / 90000
  double end_ = 0;
  std::vector<Track> tracks_;
  bool wall_known_ = false;
  bool wall_by_playlist_ = false;
  double wall_offset_ = 0;  // wall seconds since the epoch of timeline 0
};

}  // namespace vedette::monitor
