#include "engine/checks/alarm.h"

namespace vedette::checks {

void Alarm::Step(const AlarmInput& input) {
  if (input.bad)
    StepBad(input);
  else
    StepGood(input);
}

void Alarm::Lose() {
  if (state_ != AlarmState::kOk) state_ = AlarmState::kUnknown;
}

void Alarm::Clear(base::WallTime now) {
  state_ = AlarmState::kOk;
  if (raised_ && !cleared_) cleared_ = now;
}

void Alarm::StepBad(const AlarmInput& input) {
  if (input.explained) {
    state_ = AlarmState::kSuppressed;
    return;
  }
  if (state_ == AlarmState::kSuppressed) {
    counted_from_ = input.bad_seconds;
    state_ = raised_ ? AlarmState::kRaised : AlarmState::kPending;
  }
  if (state_ == AlarmState::kUnknown && raised_ && !cleared_) state_ = AlarmState::kRaised;
  if (state_ == AlarmState::kOk || state_ == AlarmState::kUnknown) {
    counted_from_ = 0;
    state_ = AlarmState::kPending;
  }
  if (state_ == AlarmState::kClearing) state_ = AlarmState::kRaised;
  if (state_ == AlarmState::kPending && input.ready &&
      input.bad_seconds - counted_from_ >= input.raise_for) {
    state_ = AlarmState::kRaised;
    raised_ = input.now;
    cleared_.reset();
  }
}

void Alarm::StepGood(const AlarmInput& input) {
  if (!raised_) {
    state_ = AlarmState::kOk;
    return;
  }
  if (state_ == AlarmState::kOk) return;
  state_ = AlarmState::kClearing;
  if (input.good_seconds < input.clear_for) return;
  state_ = AlarmState::kOk;
  cleared_ = input.now;
}

}  // namespace vedette::checks
