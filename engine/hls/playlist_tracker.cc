#include "engine/hls/playlist_tracker.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string_view>

namespace vedette::hls {
namespace {

using base::SteadyTime;

// Before the first good look nothing says how long a target duration is.
constexpr double kUnknownTarget = 4;
// Also where TARGETDURATION is 0: no origin is asked more often than this.
constexpr double kShortestWait = 0.25;
constexpr double kShortestWaitAfterFailure = 0.5;
constexpr base::seconds kLongestRetryAfter{300};

SteadyTime::duration Seconds(double seconds) {
  return std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(seconds));
}

// Without the query, which may be signed anew with every look.
uint64_t HashOf(const Segment& segment) {
  const size_t path = std::hash<std::string_view>()(segment.uri.substr(0, segment.uri.find('?')));
  const auto date = static_cast<uint64_t>(segment.program_date_time.time_since_epoch().count());
  const auto offset = segment.range ? static_cast<uint64_t>(segment.range->offset) : 0;
  return path ^ (date * 0x9e3779b97f4a7c15u) ^ (offset * 0xc2b2ae3d27d4eb4fu);
}

}  // namespace

PlaylistTracker::Update PlaylistTracker::Feed(const MediaPlaylist& playlist, SteadyTime began,
                                              SteadyTime now) {
  const size_t count = playlist.segments.size();
  const int64_t first_sequence = playlist.SequenceOf(0);
  const int64_t end_sequence = playlist.SequenceOf(count);

  Update update;
  update.first_new = count;
  if (!seen_) {
    update.first = update.changed = true;
    update.first_new = StartIndex(playlist);
  } else if (end_sequence < next_sequence_ && !IsOldCopy(playlist)) {
    update.sequence_reset = update.changed = true;
    update.first_new = StartIndex(playlist);
  } else if (end_sequence > next_sequence_) {
    update.changed = true;
    update.missed = std::max<int64_t>(0, first_sequence - next_sequence_);
    update.first_new = static_cast<size_t>(std::max<int64_t>(0, next_sequence_ - first_sequence));
  }

  seen_ = true;
  endlist_ = playlist.endlist;
  failures_ = 0;
  reload_seconds_ = playlist.target_duration;
  target_duration_ = playlist.target_duration;
  for (const Segment& segment : playlist.segments) {
    target_duration_ = std::max(target_duration_, segment.duration);
  }
  media_sequence_ = playlist.media_sequence;
  segments_ = static_cast<int>(
      count + static_cast<size_t>(std::min<int64_t>(playlist.skipped_segments, kMaxSegments)));
  if (update.changed) {
    next_sequence_ = end_sequence;
    last_change_ = now;
    Remember(playlist, update.first || update.sequence_reset ? 0 : update.first_new);
  }
  Schedule(update.changed, began, now);
  return update;
}

void PlaylistTracker::FeedUnchanged(SteadyTime began, SteadyTime now) {
  failures_ = 0;
  Schedule(false, began, now);
}

void PlaylistTracker::FeedFailure(SteadyTime began, SteadyTime now, base::seconds retry_after) {
  ++failures_;
  const double target = seen_ ? reload_seconds_ : kUnknownTarget;
  next_look_ = std::max(began + Seconds(target / 2), now + Seconds(kShortestWaitAfterFailure));
  next_look_ = std::max(next_look_, now + std::min(retry_after, kLongestRetryAfter));
}

double PlaylistTracker::StaleSeconds(SteadyTime now) const {
  if (!seen_) return 0;
  return std::max(0.0, std::chrono::duration<double>(now - last_change_).count());
}

bool PlaylistTracker::IsOldCopy(const MediaPlaylist& playlist) const {
  // An empty window says nothing.
  if (playlist.segments.empty()) return true;
  const int64_t newest = playlist.SequenceOf(playlist.segments.size() - 1);
  if (newest + static_cast<int64_t>(kRemembered) < next_sequence_) return false;
  return hashes_[static_cast<size_t>(newest) % kRemembered] == HashOf(playlist.segments.back());
}

size_t PlaylistTracker::StartIndex(const MediaPlaylist& playlist) const {
  if (start_ == Start::kBeginning) return 0;
  if (start_ == Start::kNewestUnlessEnded && playlist.endlist) return 0;
  size_t index = playlist.segments.size();
  while (index > 0 && playlist.segments[index - 1].gap) --index;
  return index == 0 ? playlist.segments.size() : index - 1;
}

void PlaylistTracker::Remember(const MediaPlaylist& playlist, size_t first_new) {
  const size_t count = playlist.segments.size();
  for (size_t i = std::max(first_new, count - std::min(count, kRemembered)); i < count; ++i) {
    hashes_[static_cast<size_t>(playlist.SequenceOf(i)) % kRemembered] =
        HashOf(playlist.segments[i]);
  }
}

void PlaylistTracker::Schedule(bool changed, SteadyTime began, SteadyTime now) {
  double wait = changed ? reload_seconds_ : reload_seconds_ / 2;
  if (endlist_) wait = std::clamp(3 * reload_seconds_, 1.0, 60.0);
  next_look_ = std::max(began + Seconds(std::max(wait, kShortestWait)), now);
}

}  // namespace vedette::hls
