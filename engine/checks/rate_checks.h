#pragma once

#include "engine/checks/ledger.h"
#include "engine/checks/rate_meter.h"
#include "engine/checks/slow_median.h"

namespace vedette::checks {

// `bitrate_low`, `bitrate_high` and `fps_low`: means over 5 s of media. Bitrates against what is
// configured and against the stream's own median of 10 minutes (or the check's own limit in its
// place), frames against the nominal rate or, without one, their median.
class RateChecks {
 public:
  explicit RateChecks(const Expect& expect);

  // A signalled change starts the medians anew.
  void On(const TracksFact& fact);
  void On(const UnitFact& fact, Ledger& ledger);
  // The media clock jumped: seconds that never were are not slow ones.
  void OnJump() { meter_.Reset(); }
  // Media of a track was left out before its next unit.
  void OnGap() { meter_.Skip(); }
  // The watch is interrupted; what was reported ends elsewhere.
  void Break() {
    meter_.Reset();
    low_since_ = high_since_ = slow_since_ = FactTime();
  }

 private:
  void Judge(const RateMeter::Rates& rates, Ledger& ledger);
  static void Report(CheckId check, bool bad, double value, double limit,
                     const RateMeter::Rates& rates, FactTime& since, Ledger& ledger);

  const double min_bps_;
  const double max_bps_;
  const double expected_fps_;
  double nominal_fps_ = 0;
  int picture_track_ = -1;  // the first video track: the others are renditions of it
  RateMeter meter_;
  SlowMedian bits_;
  SlowMedian frames_;
  FactTime low_since_;  // NaN while good
  FactTime high_since_;
  FactTime slow_since_;
};

}  // namespace vedette::checks
