#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace vedette::base {

// Three clocks, never mixed: media time (media::Ticks), the steady clock for arrivals and
// deadlines, the wall clock for events and logs.
using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Where time comes from. Synchronised: any thread may ask. Must outlive its users.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime Steady() const = 0;
  virtual WallTime Wall() const = 0;
};

// The machine's clocks. One instance serves the process.
class SystemClock final : public Clock {
 public:
  SteadyTime Steady() const override { return std::chrono::steady_clock::now(); }
  WallTime Wall() const override {
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
  }
};

// A clock that moves when told to, for tests. Both readings advance together.
class FakeClock final : public Clock {
 public:
  // Begins at 2026-01-01T00:00:00Z.
  SteadyTime Steady() const override { return SteadyTime(offset_.load()); }
  WallTime Wall() const override { return WallTime(seconds(1767225600)) + offset_.load(); }
  void Advance(microseconds by) { offset_ = offset_.load() + by; }

 private:
  std::atomic<microseconds> offset_{seconds(1000)};
};

// A point on the steady clock after which a call must have returned. Immutable value.
class Deadline {
 public:
  static Deadline Never() { return Deadline(SteadyTime::max()); }
  static Deadline After(std::chrono::steady_clock::duration span) {
    return Deadline(std::chrono::steady_clock::now() + span);
  }
  explicit Deadline(SteadyTime at) : at_(at) {}
  SteadyTime at() const { return at_; }
  bool Passed(SteadyTime now = std::chrono::steady_clock::now()) const { return now >= at_; }
  // Zero when passed.
  milliseconds Left(SteadyTime now = std::chrono::steady_clock::now()) const {
    if (Passed(now)) return milliseconds(0);
    return std::chrono::duration_cast<milliseconds>(at_ - now);
  }

 private:
  SteadyTime at_;
};

// "2026-01-01T00:00:00.000Z".
std::string FormatWallTime(WallTime time);

}  // namespace vedette::base
