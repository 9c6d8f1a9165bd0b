#pragma once

#include <optional>

#include "engine/checks/black_detector.h"
#include "engine/checks/dead_air_detector.h"
#include "engine/checks/freeze_detector.h"
#include "engine/checks/silence_detector.h"

namespace vedette::checks {

// Groups D and E: brings pictures and their frame-size evidence together in time, and picture and
// sound for `dead_air`. A key picture that comes before the evidence of its moment waits for it,
// at most 1.2 s of media.
class PictureChecks {
 public:
  explicit PictureChecks(bool static_picture) : freeze_(static_picture) {}

  void On(const UnitFact& fact, Ledger& ledger);
  void On(const PictureFact& fact, Ledger& ledger);
  void On(const StillRunFact& fact, Ledger& ledger);
  void On(const SoundFact& fact, Ledger& ledger);
  void On(const TracksFact& fact, Ledger& ledger) { silence_.On(fact, ledger); }
  // What follows does not continue what was seen.
  void Break(Ledger& ledger);
  void Finish(const FactTime& end, Ledger& ledger);

 private:
  void Look(const PictureFact& fact, Ledger& ledger);
  void LookAtHeld(Ledger& ledger);
  void JudgeDeadAir(Ledger& ledger);

  BlackDetector black_;
  FreezeDetector freeze_;
  SilenceDetector silence_;
  DeadAirDetector dead_air_;
  std::optional<StillRunFact> evidence_;  // the latest run
  std::optional<PictureFact> held_;
  double last_picture_ = std::numeric_limits<double>::quiet_NaN();
  double last_dts_ = 0;
};

}  // namespace vedette::checks
