#pragma once

#include <algorithm>
#include <array>
#include <optional>

namespace vedette::checks {

// Median of a value told once a second over the last 10 minutes, kept as 60 means of 10 s. Answers
// after 60 s. Confined.
class SlowMedian {
 public:
  void Add(double value) {
    sum_ += value;
    if (++count_ < kPerMean) return;
    means_[static_cast<size_t>(next_++ % kMeans)] = static_cast<float>(sum_ / kPerMean);
    sum_ = 0;
    count_ = 0;
    Settle();
  }
  std::optional<double> value() const { return median_; }
  void Reset() { *this = SlowMedian(); }

 private:
  static constexpr int kMeans = 60;
  static constexpr int kPerMean = 10;
  static constexpr int kEnough = 6;

  void Settle() {
    if (next_ < kEnough) return;
    auto sorted = means_;
    const int filled = std::min(next_, kMeans);
    std::nth_element(sorted.begin(), sorted.begin() + filled / 2, sorted.begin() + filled);
    median_ = sorted[static_cast<size_t>(filled / 2)];
    if (next_ >= 2 * kMeans) next_ -= kMeans;
  }

  std::array<float, kMeans> means_{};
  int next_ = 0;
  int count_ = 0;
  double sum_ = 0;
  std::optional<double> median_;
};

}  // namespace vedette::checks
