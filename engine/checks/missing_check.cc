#include "engine/checks/missing_check.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {

MissingCheck::MissingCheck(media::TrackType type, std::optional<bool> expected, bool by_wall)
    : type_(type),
      check_(type == media::TrackType::kVideo ? CheckId::kVideoMissing : CheckId::kAudioMissing),
      by_wall_(by_wall),
      said_(expected.has_value()),
      expected_(expected) {}

void MissingCheck::On(const TracksFact& fact) {
  if (said_ || expected_.value_or(false)) return;
  expected_ = std::any_of(fact.info.tracks.begin(), fact.info.tracks.end(),
                          [&](const media::TrackInfo& track) { return track.type == type_; });
}

void MissingCheck::On(const UnitFact& fact, double target_duration, Ledger& ledger) {
  if (fact.type == type_) return Seen(fact, ledger);
  FactTime now = Later(fact.time, fact.duration);
  now.wall = fact.arrival;
  others_ = now;
  if (!last_ || now.media < last_->media - 60) last_ = now;  // the start, or a jump back
  if (by_wall_ || !expected_.value_or(false)) return;
  Report(now.media - last_->media, std::max(ledger.limit(check_).limit, 2 * target_duration), now,
         ledger);
}

void MissingCheck::Seen(const UnitFact& fact, Ledger& ledger) {
  if (missing_) ledger.Good(check_, {}, fact.time);
  missing_ = false;
  last_ = Later(fact.time, fact.duration);
  last_->wall = fact.arrival;
}

void MissingCheck::Tick(base::WallTime now, base::WallTime session_since, Ledger& ledger) {
  if (!by_wall_ || !expected_.value_or(false) || !last_) return;
  const base::WallTime since = std::max(last_->wall, session_since);
  FactTime until = *last_;
  until.wall = now;
  if (others_.media > last_->media) until.media = others_.media;
  Report(WallSeconds(since, now), ledger.limit(check_).limit, until, ledger);
}

void MissingCheck::Finish(const FactTime& end, Ledger& ledger) {
  if (missing_ && last_) Report(SecondsBetween(*last_, end), allowed_, end, ledger);
}

void MissingCheck::Report(double absent, double allowed, const FactTime& now, Ledger& ledger) {
  if (absent <= allowed) return;
  missing_ = true;
  allowed_ = allowed;
  ledger.Bad({.check = check_, .start = *last_, .now = now, .value = absent, .limit = allowed});
}

}  // namespace vedette::checks
