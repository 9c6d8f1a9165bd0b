#pragma once

#include <optional>

#include "engine/checks/check.h"

namespace vedette::checks {

// What is known of a condition when its alarm is moved on.
struct AlarmInput {
  bool bad = false;
  bool ready = true;        // false: not yet counted often enough to raise
  bool explained = false;   // another check explains it
  double bad_seconds = 0;   // it has lasted so long
  double good_seconds = 0;  // it has been gone for so long
  double raise_for = 0;
  double clear_for = 0;
  base::WallTime now{};
};

// The state machine of one alarm: ok -> pending -> raised -> clearing -> ok, or suppressed while
// something else explains the condition. One that is explained no longer starts over as pending,
// unless it had been raised before. Confined.
class Alarm {
 public:
  void Step(const AlarmInput& input);
  // Nobody looks any more: unknown, unless it is ok. The next Step says what it is then.
  void Lose();
  // The watch is over: ok, whatever it was.
  void Clear(base::WallTime now);

  AlarmState state() const { return state_; }
  std::optional<base::WallTime> raised() const { return raised_; }
  std::optional<base::WallTime> cleared() const { return cleared_; }

 private:
  void StepBad(const AlarmInput& input);
  void StepGood(const AlarmInput& input);

  AlarmState state_ = AlarmState::kOk;
  double counted_from_ = 0;  // seconds of the condition that an explanation took
  std::optional<base::WallTime> raised_;
  std::optional<base::WallTime> cleared_;
};

}  // namespace vedette::checks
