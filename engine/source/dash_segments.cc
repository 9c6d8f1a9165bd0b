#include "engine/source/dash_segments.h"

#include <utility>

namespace vedette::source {
namespace {

std::optional<ByteRange> RangeOf(const std::optional<dash::ByteRange>& range) {
  if (!range) return std::nullopt;
  return ByteRange{range->offset, range->length};
}

}  // namespace

std::shared_ptr<SegmentInit> DashSegments::InitFor(const dash::Location& location) {
  if (location.url.empty()) return nullptr;
  const std::optional<ByteRange> range = RangeOf(location.range);
  const bool same = init_ != nullptr && init_->url == location.url && init_->range == range;
  if (!same) {
    init_ = std::make_shared<SegmentInit>();
    init_->url = location.url;
    init_->range = range;
  }
  return init_;
}

SegmentBatch DashSegments::Make(dash::ManifestTracker::LaneUpdate update) {
  SegmentBatch batch;
  batch.window_begin = update.window_begin;
  batch.target_duration = update.segment_seconds;
  batch.reset = update.reset;
  bool after_break = update.reset;
  // An origin that began anew may have written another one under the same name.
  if (update.reset) init_ = nullptr;
  for (dash::ManifestTracker::NewSegment& from : update.segments) {
    QueuedSegment segment;
    segment.url = std::move(from.location.url);
    segment.range = RangeOf(from.location.range);
    segment.sequence = from.sequence;
    segment.duration = from.duration;
    segment.program_date_time = from.wall;
    segment.init = InitFor(from.initialization);
    if (from.encrypted) {
      segment.key =
          std::make_shared<const SegmentKey>(SegmentKey{SegmentKey::Scope::kSamples, "", {}});
    }
    segment.discontinuity = from.discontinuity;
    segment.after_break = std::exchange(after_break, false);
    batch.segments.push_back(std::move(segment));
  }
  return batch;
}

}  // namespace vedette::source
