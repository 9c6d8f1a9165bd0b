#include "engine/checks/transport_checks.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr size_t kMostPids = 64;
constexpr double kBurstGap = 10;  // seconds without loss that end an event

std::string PidSubject(int pid) { return "pid " + std::to_string(pid); }

}  // namespace

void TransportChecks::On(const TsFact& fact, Ledger& ledger) {
  has_ts_ = true;
  for (const TsFact::Loss& loss : fact.continuity) {
    if (bursts_.size() >= kMostPids && !bursts_.contains(loss.pid)) continue;
    Burst& burst = bursts_[loss.pid];
    if (burst.open && std::abs(SecondsBetween(burst.last, loss.time)) > kBurstGap)
      End(loss.pid, burst, ledger);
    if (!burst.open) burst = {.start = loss.time, .last = loss.time, .open = true};
    burst.last = loss.time;
    burst.packets += loss.packets_lost;
    burst.stuck = burst.stuck || loss.stuck;
    ledger.Bad({.check = CheckId::kTsContinuity,
                .subject = PidSubject(loss.pid),
                .start = burst.start,
                .now = burst.last,
                .value = burst.packets,
                .limit = ledger.limit(CheckId::kTsContinuity).limit,
                .detail = burst.stuck ? "counter stuck" : "packets lost"});
  }
  for (auto& [pid, burst] : bursts_)
    if (burst.open && std::abs(SecondsBetween(burst.last, fact.time)) > kBurstGap)
      End(pid, burst, ledger);
  std::erase_if(bursts_, [](const auto& item) { return !item.second.open; });
}

void TransportChecks::End(int pid, Burst& burst, Ledger& ledger) {
  burst.open = false;
  ledger.Good(CheckId::kTsContinuity, PidSubject(pid), burst.last);
}

void TransportChecks::Finish(Ledger& ledger) {
  for (auto& [pid, burst] : bursts_)
    if (burst.open) End(pid, burst, ledger);
}

void TransportChecks::On(const TimestampFact& fact, Ledger& ledger) {
  const CheckId check = fact.overlap ? CheckId::kTimestampOverlap : CheckId::kTimestampGap;
  const double least = fact.overlap ? 0 : 3 * fact.nominal;
  const double limit = std::max(ledger.limit(check).limit, least);
  if (fact.seconds <= limit) return;
  ledger.Once({.check = check,
               .subject = "track " + std::to_string(fact.track),
               .start = fact.time,
               .now = fact.time,
               .value = fact.seconds,
               .limit = limit});
}

}  // namespace vedette::checks
