#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace vedette::base {

// One bound on the bytes that are being downloaded or wait for a worker, shared by all streams.
// Synchronised. Taking never blocks: a source whose take is refused waits with fetching and tries
// again (that is a fact about this machine, never about the stream).
class ByteBudget {
 public:
  explicit ByteBudget(int64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // What was taken, given back on destruction. Movable; must not outlive the budget.
  class Lease {
   public:
    Lease() = default;
    Lease(ByteBudget* budget, int64_t bytes) : budget_(budget), bytes_(bytes) {}
    Lease(Lease&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Lease& operator=(Lease&& other) noexcept {
      if (this != &other) {
        Release();
        budget_ = std::exchange(other.budget_, nullptr);
        bytes_ = std::exchange(other.bytes_, 0);
      }
      return *this;
    }
    ~Lease() { Release(); }
    explicit operator bool() const { return budget_ != nullptr; }
    int64_t bytes() const { return bytes_; }
    // Changes what is held to `bytes` without asking (the true size of an answer became known).
    void Resize(int64_t bytes) {
      if (budget_ == nullptr) return;
      budget_->used_bytes_ += bytes - bytes_;
      bytes_ = bytes;
    }

   private:
    void Release() {
      if (budget_ != nullptr) budget_->used_bytes_ -= bytes_;
      budget_ = nullptr;
    }
    ByteBudget* budget_ = nullptr;
    int64_t bytes_ = 0;
  };

  // An empty lease (false) when `bytes` do not fit. Something always fits into an empty budget,
  // so that one oversized item cannot wait for ever.
  Lease TryTake(int64_t bytes) {
    int64_t used = used_bytes_.load();
    do {
      if (used > 0 && used + bytes > limit_bytes_) return {};
    } while (!used_bytes_.compare_exchange_weak(used, used + bytes));
    return {this, bytes};
  }

  int64_t used_bytes() const { return used_bytes_; }
  int64_t limit_bytes() const { return limit_bytes_; }

 private:
  const int64_t limit_bytes_;
  std::atomic<int64_t> used_bytes_{0};
};

}  // namespace vedette::base
