#pragma once

#include <string>
#include <vector>

#include "engine/checks/held_span.h"
#include "engine/checks/ledger.h"

namespace vedette::checks {

// `silence`, per audio track: every sample of every channel is below the limit (linear, full scale
// = 1). The subject is "track N", with its language where it has one.
class SilenceDetector {
 public:
  void On(const TracksFact& fact, Ledger& ledger);
  void On(const SoundFact& fact, Ledger& ledger);
  // The sound that follows does not continue this.
  void Break(Ledger& ledger);
  void Finish(const FactTime& end, Ledger& ledger);

  // Silence of the main (first) audio track.
  const HeldSpan& span() const;
  bool IsMain(int track) const { return !tracks_.empty() && tracks_.front().index == track; }

 private:
  struct Track {
    int index = 0;
    std::string subject = {};
    HeldSpan span = {};
    double loudest = 0;
  };
  Track* Find(int index);
  static void Report(const Track& track, Ledger& ledger);
  static void End(Track& track, const FactTime& end, Ledger& ledger);

  std::vector<Track> tracks_;
};

}  // namespace vedette::checks
