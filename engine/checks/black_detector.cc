#include "engine/checks/black_detector.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {

bool BlackDetector::IsBlack(const PictureFact& picture, const Ledger& ledger) const {
  return picture.black_share >= ledger.limit(CheckId::kBlack).limit;
}

void BlackDetector::On(const PictureFact& picture, const std::optional<StillRunFact>& evidence,
                       Ledger& ledger) {
  const double at = picture.time.media;
  if (IsBlack(picture, ledger)) {
    if (!span_.on) {
      const bool edge = evidence && evidence->start.media > previous_ &&
                        evidence->start.media < at && evidence->end.media >= at - 1;
      span_ = {true, edge ? evidence->start : picture.time, picture.time};
      value_ = 0;
      before_ = previous_;
    }
    value_ = std::max(value_, picture.black_share);
    last_black_ = at;
    span_.until = picture.time;
    if (evidence && evidence->open && !picture.every_frame && evidence->end.media > at)
      span_.until = evidence->end;
    Report(ledger);
  } else if (span_.on) {
    const bool edge = evidence && evidence->end.media > last_black_ && evidence->end.media < at;
    span_.until = edge ? evidence->end : picture.time;
    span_.on = false;
    Report(ledger);
    ledger.Good(CheckId::kBlack, {}, span_.until);
  }
  previous_ = at;
  every_frame_ = picture.every_frame;
}

void BlackDetector::On(const StillRunFact& run, Ledger& ledger) {
  if (!span_.on) return;
  // The run was too short to be told when its first key picture came.
  if (run.start.media > before_ && run.start.media < span_.start.media) span_.start = run.start;
  if (every_frame_ || !run.open) return;
  if (run.start.media > last_black_ || run.end.media <= span_.until.media) return;
  span_.until = run.end;
  Report(ledger);
}

void BlackDetector::Break(Ledger& ledger) {
  if (span_.on) ledger.Good(CheckId::kBlack, {}, span_.until);
  span_.on = false;
}

void BlackDetector::Report(Ledger& ledger) const {
  ledger.Bad({.check = CheckId::kBlack,
              .start = span_.start,
              .now = span_.until,
              .value = value_,
              .limit = ledger.limit(CheckId::kBlack).limit});
}

void BlackDetector::Finish(const FactTime& end, Ledger& ledger) {
  if (!span_.on) return;
  span_.until = end;
  Report(ledger);
}

}  // namespace vedette::checks
