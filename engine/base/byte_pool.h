#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"

namespace vedette::base {

// Buffers of segments that are done with, for the segments that come next: their pages are there
// and the newest are still in the caches. (Given back to malloc, memory of this size is unmapped
// and mapped again: at 1080p a quarter of what receiving costs.) Synchronised.
class BytePool {
 public:
  explicit BytePool(size_t keep_bytes) : keep_bytes_(keep_bytes) {}

  // Empty, with room for `size` bytes at least.
  std::vector<uint8_t> Take(size_t size) EXCLUDES(mutex_) {
    if (size >= kLeastBytes) {
      MutexLock lock(mutex_);
      const auto fits = [size](const std::vector<uint8_t>& buffer) {
        return buffer.capacity() >= size && buffer.capacity() / 2 <= size;
      };
      const auto found = std::find_if(buffers_.rbegin(), buffers_.rend(), fits);
      if (found != buffers_.rend()) {
        std::vector<uint8_t> buffer = std::move(*found);
        buffers_.erase(std::next(found).base());
        kept_bytes_ -= buffer.capacity();
        return buffer;
      }
    }
    std::vector<uint8_t> buffer;
    buffer.reserve(size);
    return buffer;
  }

  // Small ones, and the oldest of those that are more than is kept, go back to the heap.
  void Give(std::vector<uint8_t> buffer) EXCLUDES(mutex_) {
    const size_t size = buffer.capacity();
    if (size < kLeastBytes || size > keep_bytes_) return;
    buffer.clear();
    std::vector<std::vector<uint8_t>> dropped;  // outlives the lock
    MutexLock lock(mutex_);
    buffers_.push_back(std::move(buffer));
    kept_bytes_ += size;
    auto kept = buffers_.begin();
    for (; kept_bytes_ > keep_bytes_; ++kept) {
      kept_bytes_ -= kept->capacity();
      dropped.push_back(std::move(*kept));
    }
    buffers_.erase(buffers_.begin(), kept);
  }

  size_t kept_bytes() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return kept_bytes_;
  }

 private:
  static constexpr size_t kLeastBytes = 64 << 10;

  const size_t keep_bytes_;
  mutable Mutex mutex_;
  std::vector<std::vector<uint8_t>> buffers_ GUARDED_BY(mutex_);  // newest last
  size_t kept_bytes_ GUARDED_BY(mutex_) = 0;
};

}  // namespace vedette::base
