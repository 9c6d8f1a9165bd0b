#pragma once

#include <optional>
#include <string>

#include "engine/checks/ledger.h"

namespace vedette::checks {

// `down`, `no_data` and `connect_error`: whether the stream is there at all. Judged on wall time.
class Availability {
 public:
  Availability(bool live, bool segmented, Depth depth, double no_data_limit);

  void SetDepth(Depth depth) { depth_ = depth; }
  void SetSegmented() { segmented_ = true; }
  void On(const SessionFact& fact, Ledger& ledger);
  void On(const UnitFact& fact, bool advances, Ledger& ledger);
  // Failed looks in a row that every playlist of the stream has behind it; 0 when one is good.
  void OnPlaylists(int failures, const std::string& error_class, const std::string& detail,
                   base::WallTime wall, Ledger& ledger);
  // Longest target duration of the playlists watched, seconds.
  void SetTargetDuration(double seconds) { target_duration_ = seconds; }
  void Tick(base::WallTime now, Ledger& ledger);

  // Media may flow: the session is open and nobody stopped it.
  bool open() const { return open_; }
  bool stopped() const { return stopped_; }
  // When media could last begin to flow.
  base::WallTime opened() const { return opened_; }

 private:
  void Bytes(base::WallTime wall);
  void JudgeConnecting(base::WallTime wall, Ledger& ledger);
  void JudgeDown(base::WallTime now, Ledger& ledger);
  void JudgeNoData(base::WallTime now, Ledger& ledger);
  double DownLimit(const Ledger& ledger) const;

  const bool live_;
  bool segmented_;
  Depth depth_;
  const double no_data_limit_;
  double target_duration_ = 0;

  bool open_ = false;
  bool stopped_ = true;
  bool seen_units_ = false;  // since the stream was last started
  bool gave_up_ = false;
  bool down_ = false;
  bool no_data_ = false;
  int good_units_ = 0;  // after `down`
  base::WallTime opened_{};
  base::WallTime last_good_{};  // last unit, or the start
  base::WallTime last_bytes_{};
  base::WallTime first_bytes_{};  // after `no_data`

  int session_failures_ = 0;
  int playlist_failures_ = 0;
  base::WallTime first_failure_{};
  std::string failure_;  // "<class>: <detail>"
};

}  // namespace vedette::checks
