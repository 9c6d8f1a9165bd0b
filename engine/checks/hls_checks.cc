#include "engine/checks/hls_checks.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr size_t kMostRenditions = 64;
constexpr double kGone = 300;            // seconds without a look, or ten target durations
constexpr double kCriticalStale = 1.75;  // of the limit: 3.5 target durations against 2

}  // namespace

HlsChecks::Rendition* HlsChecks::Find(const std::string& name) {
  for (Rendition& rendition : renditions_)
    if (rendition.name == name) return &rendition;
  if (renditions_.size() >= kMostRenditions) return nullptr;
  Rendition& rendition = renditions_.emplace_back();
  rendition.name = name;
  return &rendition;
}

void HlsChecks::DropGone(const std::string& looked, base::WallTime now, Ledger& ledger) {
  const double allowed = std::max(kGone, 10 * target_duration_);
  std::erase_if(renditions_, [&](const Rendition& rendition) {
    if (rendition.name == looked || rendition.looked == base::WallTime{}) return false;
    if (WallSeconds(rendition.looked, now) < allowed) return false;
    for (const CheckInfo& info : Catalogue())
      if (info.group == 'G') ledger.Good(info.id, rendition.name, OnWall(now));
    return true;
  });
}

void HlsChecks::On(const PlaylistFact& fact, Availability& availability, Ledger& ledger) {
  if (renditions_.size() > 1) DropGone(fact.rendition, fact.wall, ledger);
  Rendition* rendition = Find(fact.rendition);
  if (rendition == nullptr) return;
  rendition->looked = fact.wall;
  const bool reached = fact.problem != PlaylistFact::Problem::kUnreachable;
  const bool good = fact.problem == PlaylistFact::Problem::kNone;
  rendition->failures = reached ? 0 : rendition->failures + 1;
  JudgeFailures(*rendition, fact, availability, ledger);
  if (reached)
    Count(CheckId::kHlsPlaylistInvalid, rendition->invalid, !good, false, rendition->name,
          fact.wall, fact.detail, ledger);
  if (!good) return;
  if (fact.target_duration > 0) {
    rendition->target_duration = fact.target_duration;
    target_duration_ = 0;
    for (const Rendition& each : renditions_)
      target_duration_ = std::max(target_duration_, each.target_duration);
    availability.SetTargetDuration(target_duration_);
  }
  if (!fact.live) return;
  JudgeStale(*rendition, fact, ledger);
  if (fact.endlist) {
    if (!rendition->endlist.bad) rendition->endlist.start = OnWall(fact.wall);
    rendition->endlist.bad = true;
    rendition->endlist.good = 0;
    ledger.Bad({.check = CheckId::kHlsEndlist,
                .subject = rendition->name,
                .start = rendition->endlist.start,
                .now = OnWall(fact.wall),
                .value = 1,
                .limit = ledger.limit(CheckId::kHlsEndlist).limit});
  } else {
    Settle(CheckId::kHlsEndlist, rendition->endlist, rendition->name, fact.wall, ledger);
  }
}

void HlsChecks::JudgeFailures(const Rendition& changed, const PlaylistFact& fact,
                              Availability& availability, Ledger& ledger) {
  const auto fewest = std::min_element(
      renditions_.begin(), renditions_.end(),
      [](const Rendition& a, const Rendition& b) { return a.failures < b.failures; });
  availability.OnPlaylists(fewest->failures, fact.error_class, fact.detail, fact.wall, ledger);
  Rendition* rendition = Find(changed.name);
  // When none answers it is the stream that is not there, not one of its variants.
  if (rendition->failures > 0 && fewest->failures > 0) return;
  const std::string detail = fact.error_class + (fact.detail.empty() ? "" : ": " + fact.detail);
  Count(CheckId::kHlsVariantDown, rendition->down, rendition->failures > 0, false, rendition->name,
        fact.wall, detail, ledger);
}

void HlsChecks::JudgeStale(Rendition& rendition, const PlaylistFact& fact, Ledger& ledger) {
  const Limit& limit = ledger.limit(CheckId::kHlsStale);
  const double own = fact.target_duration * limit.relative;
  const double border = limit.own_limit ? limit.limit : own;
  // A list that was only just looked at again is not old yet: that proves nothing.
  if (!rendition.stale.bad && !fact.changed && fact.stale_seconds <= border) return;
  if (border <= 0 || fact.endlist || fact.stale_seconds <= border)
    return Settle(CheckId::kHlsStale, rendition.stale, rendition.name, fact.wall, ledger);
  const bool critical = fact.stale_seconds > border * kCriticalStale;
  rendition.stale.bad = true;
  rendition.stale.good = 0;
  ledger.Bad({.check = CheckId::kHlsStale,
              .subject = rendition.name,
              .start = OnWall(Later(fact.wall, -fact.stale_seconds)),
              .now = OnWall(fact.wall),
              .value = fact.stale_seconds,
              .limit = critical ? border * kCriticalStale : border,
              .worse = critical});
}

void HlsChecks::On(const SegmentFact& fact, Ledger& ledger) {
  Rendition* rendition = Find(fact.rendition);
  if (rendition == nullptr) return;
  const auto count = [&](CheckId check, Counted& counted, SegmentFact::Problem problem) {
    Count(check, counted, fact.problem == problem, true, rendition->name, fact.wall, fact.detail,
          ledger);
  };
  count(CheckId::kHlsSegmentMissing, rendition->missing, SegmentFact::Problem::kMissing);
  count(CheckId::kHlsSegmentInvalid, rendition->broken, SegmentFact::Problem::kInvalid);
}

}  // namespace vedette::checks
