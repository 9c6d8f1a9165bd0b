#pragma once

#include <string>
#include <vector>

#include "engine/checks/availability.h"
#include "engine/checks/lasting.h"
#include "engine/checks/ledger.h"

namespace vedette::checks {

// Group G of checks.md: playlists and segments. The subject is the rendition. What is counted in
// looks or segments clears after two good ones; its event ends with the first of them.
class HlsChecks {
 public:
  void On(const PlaylistFact& fact, Availability& availability, Ledger& ledger);
  void On(const SegmentFact& fact, Ledger& ledger);

  // The watch is interrupted; what was reported ends elsewhere.
  void Break() { renditions_.clear(); }

  // Longest target duration of all renditions, seconds; 0 before the first good look.
  double target_duration() const { return target_duration_; }

 private:
  struct Rendition {
    std::string name;
    base::WallTime looked{};  // when its playlist was last asked for
    double target_duration = 0;
    int failures = 0;  // fetches in a row
    Counted down, invalid, missing, broken;
    Lasting stale, endlist;
  };

  Rendition* Find(const std::string& name);
  // Ends what is known of renditions that are not looked at any more while `looked` is: the stream
  // was opened anew and names its playlists otherwise.
  void DropGone(const std::string& looked, base::WallTime now, Ledger& ledger);
  void JudgeFailures(const Rendition& rendition, const PlaylistFact& fact,
                     Availability& availability, Ledger& ledger);
  static void JudgeStale(Rendition& rendition, const PlaylistFact& fact, Ledger& ledger);

  std::vector<Rendition> renditions_;
  double target_duration_ = 0;
};

}  // namespace vedette::checks
