#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/checks/check.h"
#include "engine/checks/facts.h"

namespace vedette::checks {

// How much of the last minute of media was looked at, and when the last sample came. At depth
// `full` what counts is pictures decoded (sound where there is no video), above it access units,
// whose sizes are the evidence. Confined.
class CoverageMeter {
 public:
  void Add(const UnitFact& unit);
  void Add(const PictureFact& picture);
  void OnLook(base::WallTime wall) { last_sample_ = std::max(last_sample_, wall); }

  double Share(Depth depth) const;
  bool sampled() const { return last_sample_ != base::WallTime{}; }
  double AgeSeconds(base::WallTime now) const;

 private:
  static constexpr int kBuckets = 12;
  static constexpr double kBucketSeconds = 5;
  struct Bucket {
    float units = 0;  // seconds
    float pictures = 0;
  };
  Bucket* At(double media);

  std::array<Bucket, kBuckets> buckets_{};
  int64_t newest_ = -1;
  double first_ = 0;     // media time of the first unit since a jump
  double end_ = 0;       // of the newest unit
  double last_dts_ = 0;  // of the main track
  int main_track_ = -1;
  bool video_ = false;
  base::WallTime last_sample_{};
};

}  // namespace vedette::checks
