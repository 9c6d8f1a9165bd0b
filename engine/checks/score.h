#pragma once

#include <vector>

#include "engine/checks/check.h"

namespace vedette::checks {

// Points an alarm of this severity costs: 0, 5, 15, 40, 100.
int WeightOf(Severity severity);

// 100 minus the penalties of raised and pending alarms, each group's sum capped at 100. Health
// follows from the score alone: ok, degraded or bad. Durations are counted up to `now`.
Verdict ScoreOf(const std::vector<AlarmRecord>& alarms, base::WallTime now);

}  // namespace vedette::checks
