#include "engine/checks/score.h"

#include <algorithm>
#include <array>

#include "engine/checks/catalogue.h"
#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr int kMost = 100;  // of one group, and of all
constexpr int kOkFrom = 90;
constexpr int kDegradedFrom = 50;

}  // namespace

int WeightOf(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return 0;
    case Severity::kWarning:
      return 5;
    case Severity::kMinor:
      return 15;
    case Severity::kMajor:
      return 40;
    case Severity::kCritical:
      return 100;
  }
  return 0;
}

Verdict ScoreOf(const std::vector<AlarmRecord>& alarms, base::WallTime now) {
  Verdict verdict;
  std::array<int, 26> groups{};
  for (const AlarmRecord& alarm : alarms) {
    if (alarm.state != AlarmState::kRaised && alarm.state != AlarmState::kPending) continue;
    const CheckInfo* info = FindCheck(alarm.check);
    if (info == nullptr) continue;
    Penalty penalty;
    penalty.check = alarm.check;
    penalty.subject = alarm.subject;
    penalty.group = info->group;
    penalty.value = alarm.value;
    penalty.limit = alarm.limit;
    penalty.duration_seconds = std::max(0.0, WallSeconds(alarm.since, now));
    penalty.weight = WeightOf(alarm.severity);
    groups[static_cast<size_t>(penalty.group - 'A')] += penalty.weight;
    verdict.penalties.push_back(std::move(penalty));
  }
  int sum = 0;
  for (const int group : groups) sum += std::min(group, kMost);
  verdict.score = std::max(0, 100 - sum);
  verdict.health = verdict.score >= kOkFrom         ? Health::kOk
                   : verdict.score >= kDegradedFrom ? Health::kDegraded
                                                    : Health::kBad;
  return verdict;
}

}  // namespace vedette::checks
