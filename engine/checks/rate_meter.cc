#include "engine/checks/rate_meter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr double kLongestLag = 20;  // seconds a track may be behind before it counts as gone

}  // namespace

void RateMeter::Reset() { *this = RateMeter(); }

void RateMeter::Add(const UnitFact& unit, bool frame) {
  if (!std::isfinite(unit.dts) || std::abs(unit.dts) > 1e12) return;
  const auto second = static_cast<int64_t>(std::floor(unit.dts));
  if (newest_ >= 0 && (second > newest_ + kSeconds / 2 || second < newest_ - kSeconds)) Reset();
  if (first_ < 0) {
    first_ = told_ = second + 1;  // the second it began in is not whole
    newest_ = second;
    buckets_[static_cast<size_t>(second & (kSeconds - 1))] = {};
  }
  if (std::exchange(skip_, false)) first_ = told_ = std::max(newest_, second) + 1;
  for (; newest_ < second; ++newest_)
    buckets_[static_cast<size_t>((newest_ + 1) & (kSeconds - 1))] = {};
  if (second > newest_ - kSeconds) {
    Bucket& bucket = buckets_[static_cast<size_t>(second & (kSeconds - 1))];
    bucket.bytes += static_cast<float>(unit.size_bytes);
    if (frame) ++bucket.frames;
  }
  const auto track = static_cast<size_t>(std::clamp(unit.track, 0, kTracks - 1));
  progress_[track] = unit.dts;
  seen_[track] = true;
  last_ = unit.time;
  last_dts_ = unit.dts;
}

int64_t RateMeter::Complete() const {
  const double newest = *std::max_element(progress_.begin(), progress_.end());
  double complete = newest;
  for (int i = 0; i < kTracks; ++i) {
    const auto track = static_cast<size_t>(i);
    if (seen_[track] && progress_[track] > newest - kLongestLag)
      complete = std::min(complete, progress_[track]);
  }
  return static_cast<int64_t>(std::floor(complete));
}

std::optional<RateMeter::Rates> RateMeter::Next() {
  if (first_ < 0) return std::nullopt;
  const int64_t complete = Complete();
  if (told_ >= complete) return std::nullopt;
  ++told_;
  if (told_ - first_ < kSpan || told_ <= newest_ - kSeconds + kSpan) return std::nullopt;
  double bytes = 0;
  double frames = 0;
  for (int64_t second = told_ - kSpan; second < told_; ++second) {
    const Bucket& bucket = buckets_[static_cast<size_t>(second & (kSeconds - 1))];
    bytes += bucket.bytes;
    frames += bucket.frames;
  }
  Rates rates;
  rates.bits_per_second = bytes * 8 / kSpan;
  rates.frames_per_second = frames / kSpan;
  rates.to = Later(last_, static_cast<double>(told_) - last_dts_);
  rates.from = Later(rates.to, -kSpan);
  return rates;
}

}  // namespace vedette::checks
