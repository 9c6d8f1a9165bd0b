#include "engine/monitor/load_governor.h"

#include <algorithm>

namespace vedette::monitor {
namespace {

constexpr base::milliseconds kTooLate{1000};
constexpr base::milliseconds kInTime{250};
constexpr base::seconds kLowerEvery{1};
constexpr base::seconds kRestoreEvery{2};
constexpr base::seconds kCalmFor{10};
constexpr int kLoweredPart = 10;   // one in
constexpr int kRestoredPart = 20;  // one in

int Part(int streams, int part) { return (streams + part - 1) / part; }

}  // namespace

int LoadGovernor::Step(base::SteadyTime now, base::milliseconds lag, int full, int lowered) {
  if (lag > kInTime) busy_at_ = now;
  if (lag > kTooLate) {
    if (full == 0 || now - lowered_at_ < kLowerEvery) return 0;
    lowered_at_ = now;
    return Part(full + lowered, kLoweredPart);
  }
  const bool calm = now - busy_at_ >= kCalmFor && now - lowered_at_ >= kCalmFor;
  if (lowered == 0 || !calm || now - restored_at_ < kRestoreEvery) return 0;
  restored_at_ = now;
  return -std::min(lowered, Part(full + lowered, kRestoredPart));
}

}  // namespace vedette::monitor
