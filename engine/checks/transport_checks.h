#pragma once

#include <map>

#include "engine/checks/ledger.h"

namespace vedette::checks {

// `ts_continuity` (subject "pid N"), `timestamp_gap` and `timestamp_overlap` (subject "track N").
class TransportChecks {
 public:
  void On(const TsFact& fact, Ledger& ledger);
  void On(const TimestampFact& fact, Ledger& ledger);
  void Finish(Ledger& ledger);
  // The watch is interrupted; what was reported ends elsewhere.
  void Break() { bursts_.clear(); }

  bool has_ts() const { return has_ts_; }

 private:
  // Losses of one PID that lie close together are one event.
  struct Burst {
    FactTime start;
    FactTime last;
    double packets = 0;
    bool stuck = false;
    bool open = false;
  };
  void End(int pid, Burst& burst, Ledger& ledger);

  bool has_ts_ = false;
  std::map<int, Burst> bursts_;  // by PID; only those with losses
};

}  // namespace vedette::checks
