#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/base/clock.h"

namespace vedette::base {

// How long things waited, counted in buckets whose limits double: percentiles over an interval are
// read from the difference of two snapshots. Synchronised; Add is two relaxed additions.
class WaitHistogram {
 public:
  // Bucket i holds waits of at most 2^i ms (1 ms to 16.4 s), the last one everything longer.
  static constexpr size_t kBuckets = 16;
  // Not for the last bucket, which has no upper limit.
  static constexpr milliseconds UpperLimit(size_t bucket) {
    return milliseconds(int64_t{1} << bucket);
  }

  struct Counts {
    std::array<uint64_t, kBuckets> buckets{};
    microseconds total{0};  // of all waits
  };

  void Add(microseconds wait);
  // Since construction. Waits added meanwhile may be in one figure and not yet in another.
  Counts Snapshot() const;

 private:
  std::array<std::atomic<uint64_t>, kBuckets> buckets_{};
  std::atomic<int64_t> total_us_{0};
};

}  // namespace vedette::base
