#pragma once

#include <optional>

#include "engine/checks/held_span.h"
#include "engine/checks/ledger.h"

namespace vedette::checks {

// `black`. Where every frame is decoded the edges are the first black picture and the first that
// is not. Between pictures further apart, a run of tiny frames that begins (ends) there is the
// edge, else the picture itself is.
class BlackDetector {
 public:
  // `evidence`: the latest run of tiny frames, if any.
  void On(const PictureFact& picture, const std::optional<StillRunFact>& evidence, Ledger& ledger);
  // A run of tiny frames goes on, or has ended.
  void On(const StillRunFact& run, Ledger& ledger);
  // The pictures that follow do not continue these: what was seen ends where it was last seen.
  void Break(Ledger& ledger);
  void Finish(const FactTime& end, Ledger& ledger);

  bool IsBlack(const PictureFact& picture, const Ledger& ledger) const;
  const HeldSpan& span() const { return span_; }

 private:
  void Report(Ledger& ledger) const;

  HeldSpan span_;
  double previous_ = 0;    // media time of the last picture
  double before_ = 0;      // of the last one before the span
  double last_black_ = 0;  // media time of the last black picture
  double value_ = 0;
  bool every_frame_ = false;
};

}  // namespace vedette::checks
