#pragma once

#include <optional>

#include "engine/checks/ledger.h"

namespace vedette::checks {

// `video_missing` or `audio_missing`: an expected track is absent, or sends nothing while others
// do. On sockets wall time counts; on segments and in files the media of the other tracks does, and
// on segments two target durations at least, so that one whole segment lacked it.
class MissingCheck {
 public:
  MissingCheck(media::TrackType type, std::optional<bool> expected, bool by_wall);

  // Its media turns out to come in segments.
  void CountMedia() { by_wall_ = false; }
  void On(const TracksFact& fact);
  void On(const UnitFact& fact, double target_duration, Ledger& ledger);
  // The media clock jumped: what the other tracks are ahead by was never sent.
  void OnJump() {
    if (!missing_) last_.reset();
  }
  // The watch is interrupted; what was reported ends elsewhere.
  void Break() {
    missing_ = false;
    last_.reset();
  }
  // `session_since`: when media could last begin to flow.
  void Tick(base::WallTime now, base::WallTime session_since, Ledger& ledger);
  void Finish(const FactTime& end, Ledger& ledger);

 private:
  // Longer than `allowed` is missing.
  void Report(double absent, double allowed, const FactTime& now, Ledger& ledger);
  void Seen(const UnitFact& fact, Ledger& ledger);

  const media::TrackType type_;
  const CheckId check_;
  bool by_wall_;
  const bool said_;               // the operator says what is expected
  std::optional<bool> expected_;  // unset until the tracks are known
  bool missing_ = false;
  double allowed_ = 0;            // what it was held against, while it is
  std::optional<FactTime> last_;  // end of its last unit; at first, where the media began
  FactTime others_;               // newest unit of other tracks
};

}  // namespace vedette::checks
