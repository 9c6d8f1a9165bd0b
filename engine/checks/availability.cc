#include "engine/checks/availability.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr double kDownOnSockets = 5;      // seconds
constexpr double kDownOnSegments = 10;    // seconds, or three target durations
constexpr double kConnectAllowance = 10;  // seconds more until the first unit after a start
constexpr int kGoodUnits = 2;

}  // namespace

Availability::Availability(bool live, bool segmented, Depth depth, double no_data_limit)
    : live_(live), segmented_(segmented), depth_(depth), no_data_limit_(no_data_limit) {}

void Availability::On(const SessionFact& fact, Ledger& ledger) {
  switch (fact.kind) {
    case SessionFact::Kind::kConnecting:
      open_ = gave_up_ = false;
      if (stopped_) {
        stopped_ = false;
        seen_units_ = false;
        last_good_ = fact.wall;
      }
      break;
    case SessionFact::Kind::kOpened:
      open_ = true;
      stopped_ = false;
      session_failures_ = 0;
      opened_ = last_bytes_ = fact.wall;
      if (last_good_ == base::WallTime{}) last_good_ = fact.wall;
      JudgeConnecting(fact.wall, ledger);
      break;
    case SessionFact::Kind::kBytes:
      Bytes(fact.wall);
      break;
    case SessionFact::Kind::kFailed:
      open_ = false;
      ++session_failures_;
      failure_ = fact.error_class + (fact.detail.empty() ? "" : ": " + fact.detail);
      JudgeConnecting(fact.wall, ledger);
      break;
    case SessionFact::Kind::kGaveUp:
      gave_up_ = true;
      JudgeConnecting(fact.wall, ledger);
      break;
    case SessionFact::Kind::kStopped:
      open_ = false;
      stopped_ = true;
      // Counted anew from the next start. What was wrong is unknown until then, not good: `down`
      // still waits for its good units, and `no_data` for its second of data.
      session_failures_ = playlist_failures_ = 0;
      first_failure_ = first_bytes_ = {};
      good_units_ = 0;
      ledger.Suspect(CheckId::kConnectError, false);
      ledger.Suspect(CheckId::kDown, false);
      break;
  }
}

void Availability::Bytes(base::WallTime wall) {
  if (no_data_ && first_bytes_ == base::WallTime{}) first_bytes_ = wall;
  last_bytes_ = std::max(last_bytes_, wall);
}

void Availability::On(const UnitFact& fact, bool advances, Ledger& ledger) {
  Bytes(fact.arrival);
  if (!advances) return;
  last_good_ = std::max(last_good_, fact.arrival);
  seen_units_ = true;
  if (!down_) return;
  if (++good_units_ < kGoodUnits) return;
  down_ = false;
  ledger.Suspect(CheckId::kDown, false);
  ledger.Good(CheckId::kDown, {}, OnWall(fact.arrival));
}

void Availability::OnPlaylists(int failures, const std::string& error_class,
                               const std::string& detail, base::WallTime wall, Ledger& ledger) {
  playlist_failures_ = failures;
  if (failures > 0) failure_ = error_class + (detail.empty() ? "" : ": " + detail);
  JudgeConnecting(wall, ledger);
}

void Availability::JudgeConnecting(base::WallTime wall, Ledger& ledger) {
  const int failures = std::max(session_failures_, playlist_failures_);
  if (failures == 0) {
    ledger.Suspect(CheckId::kConnectError, false);
    ledger.Good(CheckId::kConnectError, {}, OnWall(wall));
    first_failure_ = {};
    return;
  }
  if (first_failure_ == base::WallTime{}) first_failure_ = wall;
  ledger.Suspect(CheckId::kConnectError, true);
  const double usual = ledger.limit(CheckId::kConnectError).limit;
  // There will be no more.
  const double limit = gave_up_ ? std::min<double>(usual, failures) : usual;
  if (failures < limit) return;
  ledger.Bad({.check = CheckId::kConnectError,
              .start = OnWall(first_failure_),
              .now = OnWall(wall),
              .value = static_cast<double>(failures),
              .limit = limit,
              .detail = failure_});
}

double Availability::DownLimit(const Ledger& ledger) const {
  const Limit& limit = ledger.limit(CheckId::kDown);
  if (limit.own_limit) return limit.limit;
  return segmented_ ? std::max(kDownOnSegments, 3 * target_duration_) : kDownOnSockets;
}

void Availability::JudgeDown(base::WallTime now, Ledger& ledger) {
  if (depth_ < Depth::kPackets || stopped_) return;
  const double allowed = DownLimit(ledger) + (seen_units_ ? 0 : kConnectAllowance);
  const double absent = WallSeconds(last_good_, now);
  ledger.Suspect(CheckId::kDown, absent > allowed / 2);
  if (absent <= allowed) return;
  if (!down_) good_units_ = 0;
  down_ = true;
  ledger.Bad({.check = CheckId::kDown,
              .start = OnWall(last_good_),
              .now = OnWall(now),
              .value = absent,
              .limit = allowed,
              .detail = seen_units_ ? "no media arrives" : "no media since the start"});
}

void Availability::JudgeNoData(base::WallTime now, Ledger& ledger) {
  if (segmented_ || depth_ < Depth::kPackets) return;
  const Limit& limit = ledger.limit(CheckId::kNoData);
  const double allowed = limit.own_limit ? limit.limit : no_data_limit_;
  const double quiet = WallSeconds(last_bytes_, now);
  if (open_ && quiet > allowed) {
    no_data_ = true;
    first_bytes_ = {};
    ledger.Bad({.check = CheckId::kNoData,
                .start = OnWall(last_bytes_),
                .now = OnWall(now),
                .value = quiet,
                .limit = allowed,
                .detail = "connected, but no bytes arrive"});
  } else if (no_data_ && first_bytes_ != base::WallTime{} && quiet < 1) {
    no_data_ = false;  // the catalogue's clear_for asks for a second of data
    ledger.Good(CheckId::kNoData, {}, OnWall(first_bytes_));
  }
}

void Availability::Tick(base::WallTime now, Ledger& ledger) {
  if (!live_) return;
  JudgeDown(now, ledger);
  JudgeNoData(now, ledger);
}

}  // namespace vedette::checks
