#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

#include "engine/base/clock.h"

namespace vedette::base {

// One bound on the bytes that are being downloaded or wait for a worker, shared by all streams.
// Synchronised. Taking never blocks: a source whose take is refused waits with fetching and tries
// again (that is a fact about this machine, never about the stream).
//
// Downloads, which can wait, are held to a window below the limit: what is under way at once costs
// memory, and does not make a machine faster that is busy with it. One that takes long leaves the
// window, as it does not wait for this machine; and the window widens, up to the limit, when others
// have waited for a second all the same while workers keep up: then it is the network that needs
// many under way.
class ByteBudget {
 public:
  explicit ByteBudget(int64_t limit_bytes) : ByteBudget(limit_bytes, limit_bytes) {}
  ByteBudget(int64_t limit_bytes, int64_t window_bytes)
      : limit_bytes_(limit_bytes),
        least_window_bytes_(std::min(window_bytes, limit_bytes)),
        window_bytes_(least_window_bytes_) {}

  // What was taken, given back on destruction. Movable; must not outlive the budget.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)),
          bytes_(other.bytes_),
          in_window_(other.in_window_),
          arrived_(other.arrived_) {}
    Lease& operator=(Lease&& other) noexcept {
      if (this != &other) {
        Release();
        budget_ = std::exchange(other.budget_, nullptr);
        bytes_ = other.bytes_;
        in_window_ = other.in_window_;
        arrived_ = other.arrived_;
      }
      return *this;
    }
    ~Lease() { Release(); }
    explicit operator bool() const { return budget_ != nullptr; }
    int64_t bytes() const { return budget_ == nullptr ? 0 : bytes_; }
    // The download is over, with `bytes`, which are taken without asking and wait for a worker.
    void Arrived(int64_t bytes) {
      if (budget_ == nullptr) return;
      Count(-1);
      bytes_ = bytes;
      arrived_ = true;
      Count(1);
    }
    // Counts against the limit only from now on.
    void LeaveWindow() {
      if (budget_ == nullptr) return;
      Count(-1);
      in_window_ = false;
      Count(1);
    }

   private:
    friend class ByteBudget;
    Lease(ByteBudget* budget, int64_t bytes) : budget_(budget), bytes_(bytes) {}
    void Count(int sign) {
      budget_->used_bytes_ += sign * bytes_;
      if (in_window_) budget_->window_used_bytes_ += sign * bytes_;
      if (in_window_ && arrived_) budget_->window_arrived_bytes_ += sign * bytes_;
    }
    void Release() {
      if (budget_ != nullptr) Count(-1);
      budget_ = nullptr;
    }
    ByteBudget* budget_ = nullptr;
    int64_t bytes_ = 0;
    bool in_window_ = false;
    bool arrived_ = false;
  };

  // An empty lease (false) when `bytes` do not fit. Something always fits into an empty budget,
  // so that one oversized item cannot wait for ever.
  Lease TryTake(int64_t bytes) {
    int64_t used = used_bytes_.load();
    do {
      if (used > 0 && used + bytes > limit_bytes_) return {};
    } while (!used_bytes_.compare_exchange_weak(used, used + bytes));
    return Lease(this, bytes);
  }

  // The same for a download, within the window: what begins inside it may reach beyond.
  Lease TryTakeForDownload(int64_t bytes) {
    if (window_used_bytes_ >= window_bytes_) return {};
    Lease lease = TryTake(bytes);
    if (lease) {
      lease.in_window_ = true;
      window_used_bytes_ += bytes;
    }
    return lease;
  }
  // Tells how long the download has waited that waits longest; to be told again and again while
  // some wait.
  void NoteWait(SteadyTime now, milliseconds waited) {
    const int64_t window = window_bytes_;
    const bool widen = waited > kLongWait && workers_keep_up() && window < limit_bytes_;
    const bool narrow = waited < kShortWait && window > least_window_bytes_;
    if (!widen && !narrow) return;
    SteadyTime changed = changed_;
    if (now - changed < (widen ? kWidenEvery : kNarrowEvery)) return;
    if (!changed_.compare_exchange_strong(changed, now)) return;  // another loop has just done it
    window_bytes_ = widen ? std::min(window + window / 4, limit_bytes_)
                          : std::max(window - window / 8, least_window_bytes_);
  }

  // Media that nobody will look at: it came faster than it was fetched. No stream is blamed for it.
  void NoteLeftOut(int64_t pieces = 1) { left_out_ += pieces; }
  // Since construction: segments not fetched in time, gaps between datagrams.
  int64_t left_out() const { return left_out_; }

  int64_t used_bytes() const { return used_bytes_; }
  int64_t limit_bytes() const { return limit_bytes_; }
  int64_t window_bytes() const { return window_bytes_; }
  // Little of what fills the window waits for a worker. Where much does, more downloads would only
  // wait there, too.
  bool workers_keep_up() const { return window_arrived_bytes_ <= window_used_bytes_ / 4; }

 private:
  static constexpr milliseconds kLongWait{1000};
  static constexpr milliseconds kShortWait{250};
  static constexpr milliseconds kWidenEvery{250};
  static constexpr milliseconds kNarrowEvery{5000};

  const int64_t limit_bytes_;
  const int64_t least_window_bytes_;
  std::atomic<int64_t> window_bytes_;
  std::atomic<int64_t> used_bytes_{0};
  std::atomic<int64_t> window_used_bytes_{0};
  std::atomic<int64_t> window_arrived_bytes_{0};  // of these: what waits for a worker
  std::atomic<int64_t> left_out_{0};
  std::atomic<SteadyTime> changed_{SteadyTime{}};  // the window
};

}  // namespace vedette::base
