#pragma once

#include <string>
#include <vector>

#include "engine/checks/availability.h"
#include "engine/checks/lasting.h"
#include "engine/checks/ledger.h"

namespace vedette::checks {

// Group H of checks.md: manifests and their segments. The subject is the manifest, of
// `dash_segment_missing` the representation. All of it clears after two good looks or segments. A
// manifest that can't be read counts as one that can't be had: `connect_error` after three.
class DashChecks {
 public:
  void On(const PlaylistFact& fact, Availability& availability, Ledger& ledger);
  void On(const SegmentFact& fact, Ledger& ledger);

  // The watch is interrupted; what was reported ends elsewhere.
  void Break() {
    failures_ = 0;
    stale_ = gap_ = period_ = skew_ = {};
    representations_.clear();
  }

  // Longest segment of the manifest, seconds; 0 before the first good look.
  double target_duration() const { return target_duration_; }
  bool seen() const { return seen_; }  // it is DASH

 private:
  struct Representation {
    std::string name;
    Counted missing;
  };
  void JudgeStale(const PlaylistFact& fact, Ledger& ledger);
  // A condition of the manifest as it stands.
  static void Judge(CheckId check, Lasting& lasting, bool bad, double value,
                    const std::string& detail, const PlaylistFact& fact, Ledger& ledger);

  bool seen_ = false;
  int failures_ = 0;  // in a row
  double target_duration_ = 0;
  Lasting stale_, gap_, period_, skew_;
  std::vector<Representation> representations_;
};

}  // namespace vedette::checks
