#include "engine/checks/coverage_meter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/checks/fact_time.h"

namespace vedette::checks {

CoverageMeter::Bucket* CoverageMeter::At(double media) {
  if (!std::isfinite(media) || std::abs(media) > 1e12) return nullptr;
  const auto number = static_cast<int64_t>(std::floor(media / kBucketSeconds)) + kBuckets;
  if (number < 0) return nullptr;
  if (newest_ < 0 || number > newest_ + kBuckets || number < newest_ - kBuckets) {
    buckets_.fill({});
    newest_ = number;
    first_ = end_ = media;
  }
  for (; newest_ < number; ++newest_) buckets_[static_cast<size_t>((newest_ + 1) % kBuckets)] = {};
  if (number <= newest_ - kBuckets) return nullptr;
  return &buckets_[static_cast<size_t>(number % kBuckets)];
}

void CoverageMeter::Add(const UnitFact& unit) {
  OnLook(unit.arrival);
  const bool video = unit.type == media::TrackType::kVideo;
  if (main_track_ < 0 || (video && !video_)) {
    main_track_ = unit.track;
    video_ = video;
    last_dts_ = unit.dts;
    newest_ = -1;
  }
  if (unit.track != main_track_) return;
  const double step = unit.dts - std::exchange(last_dts_, unit.dts);
  const double seconds = unit.duration > 0 ? unit.duration : step > 0 && step < 1 ? step : 0;
  Bucket* bucket = At(unit.time.media);
  if (bucket == nullptr) return;
  bucket->units += static_cast<float>(seconds);
  first_ = std::min(first_, unit.time.media);
  end_ = std::max(end_, unit.time.media + seconds);
}

void CoverageMeter::Add(const PictureFact& picture) {
  if (!video_ || newest_ < 0 || !(picture.duration > 0)) return;
  if (std::abs(picture.time.media - end_) > kBuckets * kBucketSeconds) return;
  if (Bucket* bucket = At(picture.time.media))
    bucket->pictures += static_cast<float>(picture.duration);
}

double CoverageMeter::Share(Depth depth) const {
  if (newest_ < 0) return 0;
  double units = 0;
  double pictures = 0;
  for (const Bucket& bucket : buckets_) {
    units += bucket.units;
    pictures += bucket.pictures;
  }
  // What the buckets can hold: the oldest begins on a bucket's border.
  const double oldest = static_cast<double>(newest_ - kBuckets + 1 - kBuckets) * kBucketSeconds;
  const double span = end_ - std::max(first_, oldest);
  if (span <= 0) return 0;
  const double seen = depth == Depth::kFull && video_ ? pictures : units;
  return std::clamp(seen / span, 0.0, 1.0);
}

double CoverageMeter::AgeSeconds(base::WallTime now) const {
  return sampled() ? std::max(0.0, WallSeconds(last_sample_, now)) : 0;
}

}  // namespace vedette::checks
