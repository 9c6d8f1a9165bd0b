#include "engine/checks/dash_checks.h"

#include <algorithm>
#include <cmath>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr size_t kMostRepresentations = 64;
constexpr double kCriticalStale = 1.75;  // of the limit, as for HLS

}  // namespace

void DashChecks::On(const PlaylistFact& fact, Availability& availability, Ledger& ledger) {
  seen_ = true;
  const bool good = fact.problem == PlaylistFact::Problem::kNone;
  failures_ = good ? 0 : failures_ + 1;
  availability.OnPlaylists(failures_, fact.error_class, fact.detail, fact.wall, ledger);
  if (!good) return;
  if (fact.target_duration > 0) {
    target_duration_ = fact.target_duration;
    availability.SetTargetDuration(target_duration_);
  }
  if (fact.live) JudgeStale(fact, ledger);
  const auto over = [&](CheckId check, double value) {
    return std::abs(value) > ledger.limit(check).limit;
  };
  Judge(CheckId::kDashTimelineGap, gap_, over(CheckId::kDashTimelineGap, fact.timeline_gap),
        fact.timeline_gap, fact.timeline_gap < 0 ? "segments overlap" : "time between two segments",
        fact, ledger);
  Judge(CheckId::kDashPeriod, period_, !fact.period_fault.empty(), 1, fact.period_fault, fact,
        ledger);
  Judge(CheckId::kDashClockSkew, skew_, over(CheckId::kDashClockSkew, fact.clock_skew),
        fact.clock_skew,
        fact.clock_skew < 0 ? "UTCTiming is behind this machine's clock"
                            : "UTCTiming is ahead of this machine's clock",
        fact, ledger);
}

void DashChecks::JudgeStale(const PlaylistFact& fact, Ledger& ledger) {
  const Limit& limit = ledger.limit(CheckId::kDashStale);
  const double own = fact.update_seconds * limit.relative;
  const double border = limit.own_limit ? limit.limit : own;
  // A manifest that was only just looked at again is not old yet: that proves nothing.
  if (!stale_.bad && !fact.changed && fact.stale_seconds <= border) return;
  if (border <= 0 || fact.stale_seconds <= border) {
    return Settle(CheckId::kDashStale, stale_, fact.rendition, fact.wall, ledger);
  }
  const bool critical = fact.stale_seconds > border * kCriticalStale;
  stale_.bad = true;
  stale_.good = 0;
  ledger.Bad({.check = CheckId::kDashStale,
              .subject = fact.rendition,
              .start = OnWall(Later(fact.wall, -fact.stale_seconds)),
              .now = OnWall(fact.wall),
              .value = fact.stale_seconds,
              .limit = critical ? border * kCriticalStale : border,
              .worse = critical});
}

void DashChecks::Judge(CheckId check, Lasting& lasting, bool bad, double value,
                       const std::string& detail, const PlaylistFact& fact, Ledger& ledger) {
  if (!bad) return Settle(check, lasting, fact.rendition, fact.wall, ledger);
  if (!lasting.bad) lasting.start = OnWall(fact.wall);
  lasting.bad = true;
  lasting.good = 0;
  ledger.Bad({.check = check,
              .subject = fact.rendition,
              .start = lasting.start,
              .now = OnWall(fact.wall),
              .value = value,
              .limit = ledger.limit(check).limit,
              .detail = detail});
}

void DashChecks::On(const SegmentFact& fact, Ledger& ledger) {
  auto found = std::find_if(representations_.begin(), representations_.end(),
                            [&](const auto& each) { return each.name == fact.rendition; });
  if (found == representations_.end()) {
    if (representations_.size() >= kMostRepresentations) return;
    found = representations_.insert(found, {fact.rendition, {}});
  }
  // What is there but no media is as missing to its viewers as what is not there.
  Count(CheckId::kDashSegmentMissing, found->missing, fact.problem != SegmentFact::Problem::kNone,
        true, found->name, fact.wall, fact.detail, ledger);
}

}  // namespace vedette::checks
