#include "engine/checks/picture_checks.h"

#include <cmath>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr double kLongestWait = 1.2;    // the gate knows an end 1 s after it
constexpr double kForgetEvidence = 15;  // seconds: longer than between two key pictures
constexpr double kJump = 1;             // seconds back that are no reordering
constexpr double kHole = 30;            // seconds without pictures that end what they showed

}  // namespace

void PictureChecks::On(const UnitFact& fact, Ledger& ledger) {
  if (fact.type != media::TrackType::kVideo) return;
  const double step = fact.dts - last_dts_;
  last_dts_ = fact.dts;
  const double frame = fact.duration > 0 ? fact.duration : step;
  if (frame > 0 && frame < 0.5) freeze_.SetFrameDuration(frame);
  if (held_ && std::abs(fact.dts - held_->time.media) > kLongestWait) LookAtHeld(ledger);
}

void PictureChecks::On(const PictureFact& fact, Ledger& ledger) {
  if (!OnMedia(fact.time)) return;
  LookAtHeld(ledger);
  const bool wait =
      !fact.every_frame && evidence_ && evidence_->open && evidence_->end.media <= fact.time.media;
  if (wait)
    held_ = fact;
  else
    Look(fact, ledger);
}

void PictureChecks::LookAtHeld(Ledger& ledger) {
  if (!held_) return;
  const PictureFact fact = *held_;
  held_.reset();
  Look(fact, ledger);
}

void PictureChecks::Look(const PictureFact& fact, Ledger& ledger) {
  const double at = fact.time.media;
  if (at < last_picture_ - kJump || at > last_picture_ + kHole) {
    black_.Break(ledger);
    freeze_.Break(ledger);
    evidence_.reset();
  }
  last_picture_ = at;
  if (evidence_ && !evidence_->open && evidence_->end.media < at - kForgetEvidence)
    evidence_.reset();
  const bool black = black_.IsBlack(fact, ledger);
  black_.On(fact, evidence_, ledger);
  freeze_.On(fact, black, evidence_, ledger);
  JudgeDeadAir(ledger);
}

void PictureChecks::On(const StillRunFact& fact, Ledger& ledger) {
  if (!OnMedia(fact.start) || !OnMedia(fact.end)) return;
  evidence_ = fact;
  // A run that ended before the picture that waits is over before that is looked at.
  const bool ended_before = held_ && !fact.open && fact.end.media < held_->time.media;
  const bool goes_past = held_ && fact.end.media > held_->time.media;
  if (goes_past || (!fact.open && !ended_before)) LookAtHeld(ledger);
  black_.On(fact, ledger);
  freeze_.On(fact, ledger);
  if (ended_before) LookAtHeld(ledger);
  JudgeDeadAir(ledger);
}

void PictureChecks::On(const SoundFact& fact, Ledger& ledger) {
  silence_.On(fact, ledger);
  if (silence_.IsMain(fact.track)) JudgeDeadAir(ledger);
}

void PictureChecks::JudgeDeadAir(Ledger& ledger) {
  const HeldSpan& black = black_.span();
  const HeldSpan& freeze = freeze_.span();
  const bool use_black =
      black.on || (!freeze.on && black.until.media >= freeze.until.media) || !OnMedia(freeze.until);
  dead_air_.Update(use_black ? black : freeze, silence_.span(), ledger);
}

void PictureChecks::Break(Ledger& ledger) {
  LookAtHeld(ledger);
  black_.Break(ledger);
  freeze_.Break(ledger);
  silence_.Break(ledger);
  evidence_.reset();
  JudgeDeadAir(ledger);
}

void PictureChecks::Finish(const FactTime& end, Ledger& ledger) {
  LookAtHeld(ledger);
  black_.Finish(end, ledger);
  freeze_.Finish(end, ledger);
  silence_.Finish(end, ledger);
  JudgeDeadAir(ledger);
}

}  // namespace vedette::checks
