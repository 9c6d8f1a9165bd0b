#include "engine/monitor/track_meter.h"

#include <algorithm>
#include <cmath>

namespace vedette::monitor {

void TrackMeter::Add(double dts, double duration, int size_bytes, bool key, double pts) {
  if (!began_ || dts < first_dts_) first_dts_ = dts;
  if (began_ && dts > last_dts_ && dts - last_dts_ < 1) unit_seconds_ = dts - last_dts_;
  if (duration > 0) unit_seconds_ = duration;
  began_ = true;
  last_dts_ = std::max(last_dts_, dts);
  ++units_;
  bytes_ += size_bytes;
  if (key) {
    if (last_key_ >= 0 && pts > last_key_) gop_seconds_ = pts - last_key_;
    last_key_ = pts;
  }

  const auto second = static_cast<int64_t>(std::floor(std::max(dts, 0.0)));
  if (second < newest_ - kSeconds) return;  // older than what is kept
  newest_ = std::max(newest_, second);
  Bucket& bucket = buckets_[static_cast<size_t>(second % (kSeconds + 1))];
  if (bucket.second != second) bucket = {second, 0, 0};
  bucket.bytes += size_bytes;
  ++bucket.units;
}

TrackMeter::Sum TrackMeter::Window() const {
  Sum sum;
  int64_t oldest = newest_;
  for (const Bucket& bucket : buckets_) {
    if (bucket.second < 0 || bucket.second < newest_ - kSeconds || bucket.second == newest_) {
      continue;
    }
    oldest = std::min(oldest, bucket.second);
    sum.bytes += bucket.bytes;
    sum.units += bucket.units;
  }
  // The second that the track began in is not a whole one.
  const double from = std::max(static_cast<double>(oldest), first_dts_);
  sum.seconds = static_cast<double>(newest_) - from;
  return sum;
}

double TrackMeter::BitrateBps() const {
  const Sum sum = Window();
  if (sum.seconds < 0.5) return TotalBitrateBps();
  return static_cast<double>(sum.bytes) * 8 / sum.seconds;
}

double TrackMeter::FrameRate() const {
  const Sum sum = Window();
  if (sum.seconds < 0.5) return TotalFrameRate();
  return static_cast<double>(sum.units) / sum.seconds;
}

double TrackMeter::TotalSeconds() const {
  return began_ ? last_dts_ - first_dts_ + unit_seconds_ : 0;
}

double TrackMeter::TotalBitrateBps() const {
  const double seconds = TotalSeconds();
  return seconds > 0 ? static_cast<double>(bytes_) * 8 / seconds : 0;
}

double TrackMeter::TotalFrameRate() const {
  const double seconds = TotalSeconds();
  return seconds > 0 ? static_cast<double>(units_) / seconds : 0;
}

TrackStatus ToStatus(const media::TrackInfo& info, const TrackMeter& meter, bool over_all) {
  TrackStatus status;
  status.info = info;
  status.bitrate_bps = over_all ? meter.TotalBitrateBps() : meter.BitrateBps();
  status.frame_rate = over_all ? meter.TotalFrameRate() : meter.FrameRate();
  status.gop_seconds = meter.gop_seconds();
  status.packets = meter.units();
  if (info.type != media::TrackType::kVideo) status.frame_rate = status.gop_seconds = 0;
  return status;
}

}  // namespace vedette::monitor
