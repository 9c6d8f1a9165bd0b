#include "engine/monitor/timeline.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace vedette::monitor {
namespace {

constexpr double kLeastGap = 1.0;        // seconds: checks.md timestamp_gap
constexpr double kLongestGap = 60.0;     // a larger jump is a new clock, not missing media
constexpr double kLeastOverlap = 0.001;  // rounding of containers with coarser clocks
constexpr double kStrayUnit = 10.0;      // seconds
// A later arrival moves the wall clock of media this much per second at most, so that one slow
// download does not shift it.
constexpr double kLateShare = 0.002;

double WallSeconds(base::WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace

void Timeline::ForgetSteps() {
  for (Track& track : tracks_) track.known = false;
}

void Timeline::Anchor(media::Ticks pts, double at) {
  offset_ = pts.count() - static_cast<int64_t>(std::llround(at * 90000.0));
  anchored_ = true;
  restart_ = false;
  // What came before has no say in where the wall clock of the new one is.
  if (!wall_by_playlist_) wall_known_ = false;
  ForgetSteps();
}

double Timeline::At(media::Ticks ticks) const {
  return static_cast<double>(ticks.count() - offset_) / 90000.0;
}

std::optional<Timeline::Jump> Timeline::Step(int track, media::Ticks dts, double duration) {
  if (static_cast<size_t>(track) >= tracks_.size()) tracks_.resize(static_cast<size_t>(track) + 1);
  std::optional<Jump> jump;
  if (Track& last = tracks_[static_cast<size_t>(track)]; last.known) {
    const double step = At(dts) - last.dts;
    const double nominal = duration > 0 ? duration : last.duration;
    if (step > std::max(kLeastGap, 3 * nominal)) {
      jump = Jump{false, step, nominal};
    } else if (step < -kLeastOverlap) {
      jump = Jump{true, -step, nominal};
    }
    if (jump && (jump->overlap || jump->seconds > kLongestGap)) {
      // The new clock goes on where the old one ended.
      const double at = last.dts + std::max(nominal, 0.0);
      Anchor(dts, at);
    }
  }
  Track& now = tracks_[static_cast<size_t>(track)];
  // After a new clock began on one track, others still bring units of the old one for a while.
  if (!now.known && std::abs(At(dts) - end_) > kStrayUnit && end_ > 0) return jump;
  now.known = true;
  now.dts = At(dts);
  now.duration = duration;
  end_ = std::max(end_, now.dts + std::max(duration, 0.0));
  return jump;
}

void Timeline::Arrived(double begin, double end, base::WallTime arrival,
                       base::WallTime program_date_time) {
  if (program_date_time != base::WallTime{}) {
    wall_offset_ = WallSeconds(program_date_time) - begin;
    wall_known_ = wall_by_playlist_ = true;
    return;
  }
  if (wall_by_playlist_) return;
  // The quickest arrival so far is the nearest to when the media was made.
  const double offset = WallSeconds(arrival) - end;
  if (!wall_known_ || offset < wall_offset_) {
    wall_offset_ = offset;
  } else {
    wall_offset_ += std::min(offset - wall_offset_, kLateShare * std::max(end - begin, 0.0));
  }
  wall_known_ = true;
}

base::WallTime Timeline::WallAt(double media) const {
  if (!wall_known_ || std::isnan(media)) return {};
  return base::WallTime(
      base::microseconds(static_cast<int64_t>(std::llround((wall_offset_ + media) * 1e6))));
}

}  // namespace vedette::monitor
