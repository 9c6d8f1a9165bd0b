#pragma once

#include <array>
#include <cstdint>

#include "engine/media/track.h"
#include "engine/monitor/stream.h"

namespace vedette::monitor {

// Bits, units and GOPs of one track over the last 5 s of media, in buckets of one second, and over
// all of it. Confined to the strand. Holds 200 bytes.
class TrackMeter {
 public:
  void Add(double dts, double duration, int size_bytes, bool key, double pts);

  // Means over the last 5 whole seconds of media, or over what there is.
  double BitrateBps() const;
  double FrameRate() const;
  // Means over everything since the start.
  double TotalBitrateBps() const;
  double TotalFrameRate() const;
  double gop_seconds() const { return gop_seconds_; }
  int64_t units() const { return units_; }
  // Longest distance of two units in decoding order while it is steady: a frame, or an audio frame.
  double unit_seconds() const { return unit_seconds_; }

 private:
  static constexpr int kSeconds = 5;
  struct Bucket {
    int64_t second = -1;
    int64_t bytes = 0;
    int32_t units = 0;
  };
  struct Sum {
    double seconds = 0;
    int64_t bytes = 0;
    int64_t units = 0;
  };
  Sum Window() const;
  double TotalSeconds() const;

  std::array<Bucket, kSeconds + 1> buckets_{};
  int64_t newest_ = -1;
  bool began_ = false;
  double first_dts_ = 0;
  double last_dts_ = 0;
  double last_key_ = -1;
  double gop_seconds_ = 0;
  double unit_seconds_ = 0;
  int64_t units_ = 0;
  int64_t bytes_ = 0;
};

// The track as it is shown: over the last seconds, or over all of it (a finished probe).
TrackStatus ToStatus(const media::TrackInfo& info, const TrackMeter& meter, bool over_all);

}  // namespace vedette::monitor
