#pragma once

#include <limits>
#include <optional>

#include "engine/checks/held_span.h"
#include "engine/checks/ledger.h"
#include "engine/checks/still_history.h"

namespace vedette::checks {

// `freeze` and `static_picture`: the picture stands still. Two criteria:
// - pixels: no picture differs by more than the limit (0.001) from the first of the run;
// - frame sizes: a run of frames without change in which nothing moved (the same limit on what is
//   left of the difference without the small ones). Encoders code a still picture anew at key
//   frames and refine it (measured 0.005 to 0.012 from key to key), which the first misses.
//
// Where every frame is decoded the run begins with its first picture and ends with the first that
// moved. With key pictures only, the run of tiny frames is the clock, and proof is a second key
// picture in it in which nothing moved, or that it ends before one; without any such run, three
// equal key pictures in a row are needed. Black pictures end a freeze.
class FreezeDetector {
 public:
  explicit FreezeDetector(bool meant) : meant_(meant) {}

  void On(const PictureFact& picture, bool black, const std::optional<StillRunFact>& evidence,
          Ledger& ledger);
  void On(const StillRunFact& run, Ledger& ledger);
  // The pictures that follow do not continue these: what was seen ends where it was last seen.
  void Break(Ledger& ledger);
  // Time between two pictures, as last seen; seconds.
  void SetFrameDuration(double seconds) { frame_ = seconds; }
  void Finish(const FactTime& end, Ledger& ledger);

  // The freeze that goes on; never a static picture.
  const HeldSpan& span() const { return freeze_span_; }

 private:
  void OnEveryFrame(const PictureFact& picture, const std::optional<StillRunFact>& evidence,
                    bool tiny, Ledger& ledger);
  void OnKeyPicture(const PictureFact& picture, const std::optional<StillRunFact>& evidence,
                    bool tiny, Ledger& ledger);
  bool Still(const PictureFact& picture, const Ledger& ledger) const;
  bool NothingMoved(const PictureFact& picture, const Ledger& ledger) const;
  void NoteMove(const PictureFact& picture, const std::optional<StillRunFact>& evidence);
  void Moved(const PictureFact& picture);
  void Begin(const FactTime& start);
  void Grow(const FactTime& until, Ledger& ledger);
  void End(const FactTime& end, Ledger& ledger);
  void StartEarlier(const StillRunFact& run);
  FactTime StartBy(const StillRunFact& run) const;

  const bool meant_;  // the operator expects a static picture
  double frame_ = 0.04;
  HeldSpan span_;
  HeldSpan freeze_span_;
  CheckId check_ = CheckId::kFreeze;  // of the run that goes on
  bool by_sizes_ = false;             // the run needed the second criterion
  bool exact_ = true;
  double largest_ = 0;  // difference in the run
  std::optional<FactTime> reference_;
  std::optional<FactTime> moving_;  // first of pictures that may be a pulse or the end
  FactTime previous_;               // the last picture
  bool previous_black_ = false;
  bool every_frame_ = false;
  int still_steps_ = 0;
  FactTime barrier_;            // a run by sizes cannot have begun before
  bool barrier_exact_ = false;  // all frames around it were seen: there it moved
  bool proved_ = false;         // what `span_` says may be told
  StillHistory history_;
  double counted_to_ = 0;  // media time up to which history_ knows
};

}  // namespace vedette::checks
