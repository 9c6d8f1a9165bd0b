#include "engine/dash/manifest_tracker.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace vedette::dash {
namespace {

using base::SteadyTime;

// Before the first good look nothing says how long a segment is.
constexpr double kUnknownSegment = 4;
constexpr double kShortestWait = 0.25;
constexpr double kShortestWaitAfterFailure = 0.5;
constexpr double kLongestWait = 30;
constexpr base::seconds kLongestRetryAfter{300};
// Starts of periods this near to each other are one.
constexpr double kSamePeriod = 0.001;
// A period whose media begins this near to where the one before it ended goes on with its clock.
constexpr double kContinues = 0.1;
// An origin that is this many segments back has begun anew; less is an older copy of a manifest.
constexpr int64_t kOldCopySegments = 8;
constexpr int64_t kMostMissed = 1000;

SteadyTime::duration Span(double seconds) {
  return std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(seconds));
}

double Seconds(int64_t ticks, const Addressing& addressing) {
  return static_cast<double>(ticks) / static_cast<double>(addressing.timescale);
}

}  // namespace

void ManifestTracker::Feed(Manifest manifest, SteadyTime began, SteadyTime now) {
  failures_ = 0;
  manifest_ = std::move(manifest);
  if (const auto& published = manifest_->publish_time) {
    old_copy_ = newest_publish_ && *published < *newest_publish_;
    if (!old_copy_) newest_publish_ = published;
  }
  began_ = began;
  not_before_ = now;
  changed_since_look_ = false;
  if (lanes_.empty()) BeginLanes();
}

void ManifestTracker::FeedUnchanged(SteadyTime began, SteadyTime now) {
  failures_ = 0;
  began_ = began;
  not_before_ = now;
  changed_since_look_ = false;
}

void ManifestTracker::FeedFailure(SteadyTime began, SteadyTime now, base::seconds retry_after) {
  ++failures_;
  began_ = began;
  not_before_ = now + std::max<SteadyTime::duration>(Span(kShortestWaitAfterFailure),
                                                     std::min(retry_after, kLongestRetryAfter));
  changed_since_look_ = false;
}

SteadyTime ManifestTracker::next_look() const {
  const double segment = segment_seconds() > 0 ? segment_seconds() : kUnknownSegment;
  double wait = segment / 2;
  if (changed_since_look_) {
    wait = std::max(segment, manifest_->minimum_update_period.value_or(kLongestWait));
  }
  if (seen() && failures_ == 0 && !manifest_->dynamic) wait = kLongestWait;
  return std::max(began_ + Span(std::clamp(wait, kShortestWait, kLongestWait)), not_before_);
}

bool ManifestTracker::AtEnd() const {
  return start_ == Start::kNewest || (start_ == Start::kNewestUnlessStatic && manifest_->dynamic);
}

void ManifestTracker::BeginLanes() {
  const std::vector<Period>& periods = manifest_->periods;
  for (size_t i = 0; i < periods.size() && lanes_.empty(); ++i) {
    const Period& period = AtEnd() ? periods[periods.size() - 1 - i] : periods[i];
    for (const PlannedRepresentation& planned : PlanPeriod(period, choice_)) {
      const Representation& representation = *planned.representation;
      lanes_.push_back({planned.type, representation.id, representation.bandwidth});
    }
  }
  positions_.resize(lanes_.size());
}

const Representation* ManifestTracker::In(const Period& period, size_t lane) const {
  const Lane& wanted = lanes_[lane];
  size_t rank = 0;  // among the lanes of its type
  for (size_t i = 0; i < lane; ++i) rank += lanes_[i].type == wanted.type ? 1 : 0;
  const Representation* by_rank = nullptr;
  for (const PlannedRepresentation& planned : PlanPeriod(period, choice_)) {
    if (planned.type != wanted.type) continue;
    if (planned.representation->id == wanted.representation) return planned.representation;
    if (rank-- == 0) by_rank = planned.representation;
  }
  return by_rank;
}

std::vector<ManifestTracker::LaneUpdate> ManifestTracker::Advance(SteadyTime now,
                                                                  base::WallTime server_now) {
  changed_ = false;
  next_due_.reset();
  std::vector<LaneUpdate> updates;
  if (!seen()) return updates;
  for (size_t lane = 0; lane < lanes_.size(); ++lane) {
    updates.push_back(AdvanceLane(lane, now, server_now));
    changed_ |= !updates.back().segments.empty();
  }
  changed_since_look_ |= changed_;
  return updates;
}

// The first period that the lane has not left behind.
size_t ManifestTracker::FirstPeriod(const Position& position) const {
  const std::vector<Period>& periods = manifest_->periods;
  size_t first = 0;
  while (first < periods.size() && periods[first].start < position.period_start - kSamePeriod) {
    ++first;
  }
  return first;
}

bool ManifestTracker::BeganAnew(const Position& position, size_t lane,
                                base::WallTime server_now) const {
  if (old_copy_) return false;
  const Period& newest = manifest_->periods.back();
  if (newest.start < position.period_start - kSamePeriod) return true;
  if (newest.start > position.period_start + kSamePeriod) return false;
  if (newest.id != position.period_id) return true;
  const Representation* const representation = In(newest, lane);
  if (representation == nullptr) return false;
  const FoundSegments found =
      FindSegments(*manifest_, newest, representation->addressing, {server_now, std::nullopt, 1});
  if (found.segments.empty()) return false;
  const FoundSegment& last = found.segments.back();
  const bool other_start = manifest_->availability_start != position.availability_start;
  const int64_t margin = other_start ? 0 : kOldCopySegments * last.duration;
  return last.time + margin < position.time;
}

ManifestTracker::LaneUpdate ManifestTracker::AdvanceLane(size_t lane, SteadyTime now,
                                                         base::WallTime server_now) {
  LaneUpdate update;
  Position& position = positions_[lane];
  const std::vector<Period>& periods = manifest_->periods;
  if (position.begun && BeganAnew(position, lane, server_now)) {
    position.begun = false;
    update.reset = true;
  }
  if (!position.begun && position.last_change == SteadyTime{}) position.last_change = now;
  position.in_window = 0;
  position.longest = 0;
  if (position.begun || !AtEnd()) {
    const size_t first = position.begun ? FirstPeriod(position) : 0;
    for (size_t i = 0; i < periods.size(); ++i) {
      SegmentQuery query{server_now, std::nullopt, 0};
      if (i < first) {
        // Left behind, but what waits of it can still be had.
        query.after = std::numeric_limits<int64_t>::max();
      } else if (position.begun &&
                 std::abs(periods[i].start - position.period_start) <= kSamePeriod) {
        query.after = position.time;
      }
      TakePeriod(lane, periods[i], query, update);
    }
  } else {
    for (size_t i = periods.size(); i-- > 0 && !position.begun;) {
      TakePeriod(lane, periods[i], {server_now, std::nullopt, 1}, update);
    }
  }
  position.absent = In(periods.back(), lane) == nullptr;
  position.window_begin = position.next_sequence - position.in_window;
  update.window_begin = position.window_begin;
  if (position.longest > 0) position.segment_seconds = position.longest;
  update.segment_seconds = position.segment_seconds;
  if (!update.segments.empty()) position.last_change = now;
  return update;
}

void ManifestTracker::TakePeriod(size_t lane, const Period& period, const SegmentQuery& query,
                                 LaneUpdate& update) {
  const Representation* const representation = In(period, lane);
  if (representation == nullptr) return;
  const FoundSegments found = FindSegments(*manifest_, period, representation->addressing, query);
  Position& position = positions_[lane];
  position.in_window += found.in_window;
  position.longest = std::max(position.longest, Seconds(found.longest, representation->addressing));
  if (found.next_due && (!next_due_ || *found.next_due < *next_due_)) next_due_ = found.next_due;
  for (const FoundSegment& segment : found.segments) {
    Take(lane, period, *representation, segment, update);
  }
}

void ManifestTracker::Take(size_t lane, const Period& period, const Representation& representation,
                           const FoundSegment& found, LaneUpdate& update) {
  Position& position = positions_[lane];
  const Addressing& addressing = representation.addressing;
  const bool same_period =
      position.begun && std::abs(period.start - position.period_start) <= kSamePeriod;
  // A timeline that runs backwards would come again with every look.
  if (same_period && found.time <= position.time) return;
  NewSegment segment;
  segment.location = LocationOf(representation, found);
  segment.initialization = InitializationOf(representation);
  segment.duration = Seconds(found.duration, addressing);
  segment.encrypted = representation.encrypted;
  segment.media_time = Seconds(found.time, addressing);
  const double in_period = Seconds(found.time - addressing.presentation_time_offset, addressing);
  if (manifest_->dynamic && manifest_->availability_start) {
    const double at = std::clamp(period.start + in_period, -1e10, 1e10);
    segment.wall = *manifest_->availability_start +
                   base::microseconds(static_cast<int64_t>(std::llround(at * 1e6)));
  }
  int64_t missed = 0;
  if (same_period && found.duration > 0) {
    // Half a segment is rounding, or an origin that says its holes itself.
    missed = std::clamp<int64_t>(
        (found.time - position.end_time + found.duration / 2) / found.duration, 0, kMostMissed);
  }
  if (position.begun && !same_period) {
    segment.discontinuity = std::abs(*segment.media_time - position.end_seconds) > kContinues;
  }
  // After a new beginning of the origin the numbers go on, with a hole.
  if (update.reset && !position.begun) missed = 1;
  const bool first = position.next_sequence == 0 && !position.begun && !update.reset;
  segment.sequence = first ? found.number : position.next_sequence + missed;
  if (update.reset && !position.begun) segment.discontinuity = true;

  position.begun = true;
  position.period_start = period.start;
  position.period_id = period.id;
  position.availability_start = manifest_->availability_start;
  position.time = found.time;
  position.end_time = found.time + found.duration;
  position.end_seconds = Seconds(position.end_time, addressing);
  position.next_sequence = segment.sequence + 1;
  update.segments.push_back(std::move(segment));
}

double ManifestTracker::StaleSeconds(SteadyTime now) const {
  double longest = 0;
  for (const Position& position : positions_) {
    if (position.absent || position.last_change == SteadyTime{}) continue;
    longest = std::max(longest, std::chrono::duration<double>(now - position.last_change).count());
  }
  return longest;
}

double ManifestTracker::segment_seconds() const {
  double longest = 0;
  for (const Position& position : positions_) {
    longest = std::max(longest, position.segment_seconds);
  }
  return longest;
}

double ManifestTracker::update_seconds() const {
  const double period = seen() ? manifest_->minimum_update_period.value_or(0) : 0;
  return std::max(period, segment_seconds());
}

int64_t ManifestTracker::window_begin() const {
  return positions_.empty() ? 0 : positions_.front().window_begin;
}

int64_t ManifestTracker::in_window() const {
  return positions_.empty() ? 0 : positions_.front().in_window;
}

}  // namespace vedette::dash
