#include "engine/monitor/load_governor.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vedette::monitor {
namespace {

constexpr base::milliseconds kTooLate{1000};
constexpr base::milliseconds kInTime{250};
constexpr base::seconds kLowerEvery{1};
constexpr base::seconds kCatchUp{5};
constexpr base::seconds kLagOfAll{5};
constexpr int kRestoredPart = 20;  // one in
constexpr base::seconds kWindow{5};
constexpr double kRoom = 0.8;  // busy share that leaves room
constexpr base::seconds kLeastCalm{10};
constexpr base::seconds kMostCalm{320};
constexpr base::seconds kSwing{60};

double Seconds(base::SteadyTime::duration span) {
  return std::chrono::duration<double>(span).count();
}

int Part(const LoadGovernor::Streams& streams, double share) {
  const int all = streams.whole + streams.thrifty + streams.packets;
  return std::max(1, static_cast<int>(all * std::min(share, 1.0)));
}

}  // namespace

LoadGovernor::Move LoadGovernor::Step(const Load& load, const Streams& streams) {
  if (load.lag > kInTime) late_at_ = load.now;
  return load.lag > kTooLate ? Lower(load, streams) : Restore(load, streams);
}

LoadGovernor::Move LoadGovernor::Lower(const Load& load, const Streams& streams) {
  if (streams.whole + streams.thrifty == 0 || load.now - judged_at_ < kLowerEvery) return {};
  judged_at_ = load.now;
  const bool falls = load.lag < std::exchange(lag_, load.lag);
  if (falls && load.now - lowered_at_ < kCatchUp) return {};
  if (restored_at_ > lowered_at_) {
    const bool swings = load.now - restored_at_ < kSwing;
    calm_for_ = swings ? std::min(2 * calm_for_, kMostCalm) : kLeastCalm;
  }
  lowered_at_ = load.now;
  BeginWindow(load);
  const int part = Part(streams, Seconds(load.lag) / Seconds(kLagOfAll));
  if (streams.whole > 0) return {std::min(part, streams.whole), Effort::kWhole, Effort::kThrifty};
  return {std::min(part, streams.thrifty), Effort::kThrifty, Effort::kPackets};
}

LoadGovernor::Move LoadGovernor::Restore(const Load& load, const Streams& streams) {
  if (streams.thrifty + streams.packets == 0 || load.now - window_at_ < kWindow) return {};
  const double share =
      Seconds(load.busy - window_busy_) / (Seconds(load.now - window_at_) * load.workers);
  BeginWindow(load);
  if (share >= kRoom || load.now - late_at_ < calm_for_) return {};
  restored_at_ = load.now;
  const int part = Part(streams, 1.0 / kRestoredPart);
  if (streams.packets > 0) {
    return {std::min(part, streams.packets), Effort::kPackets, Effort::kThrifty};
  }
  return {std::min(part, streams.thrifty), Effort::kThrifty, Effort::kWhole};
}

void LoadGovernor::BeginWindow(const Load& load) {
  window_at_ = load.now;
  window_busy_ = load.busy;
}

}  // namespace vedette::monitor
