#include "engine/base/wait_histogram.h"

namespace vedette::base {

void WaitHistogram::Add(microseconds wait) {
  size_t bucket = 0;
  while (bucket + 1 < kBuckets && wait > UpperLimit(bucket)) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  total_us_.fetch_add(wait.count(), std::memory_order_relaxed);
}

WaitHistogram::Counts WaitHistogram::Snapshot() const {
  Counts counts;
  for (size_t i = 0; i < kBuckets; ++i) {
    counts.buckets[i] = buckets_[i].load(std::memory_order_relaxed);
  }
  counts.total = microseconds(total_us_.load(std::memory_order_relaxed));
  return counts;
}

}  // namespace vedette::base
