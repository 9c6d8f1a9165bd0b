#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checks/alarm.h"
#include "engine/checks/limits.h"
#include "engine/checks/stream_checks.h"

namespace vedette::checks {

// What a detector says of a condition that holds.
struct Finding {
  CheckId check;
  std::string_view subject = {};
  FactTime start;    // where it began; may move back while it lasts
  FactTime now;      // it is known to hold until here
  double value = 0;  // worst so far, or present: the event keeps the worst
  double limit = 0;  // what it broke
  std::string_view detail = {};
  bool ready = true;   // false: not counted often enough for an alarm
  bool worse = false;  // as bad as the escalated severity says, whatever its duration
  std::optional<Severity> severity = {};  // instead of the catalogue's
};

// Where detectors report and events, alarms and suppression come from. Holds only what is not ok,
// so a healthy stream costs nothing. Confined, like StreamChecks.
class Ledger {
 public:
  // `depth`: as asked for. Events are numbered from `events_before` + 1.
  Ledger(const Limits& limits, CheckChanges& changes, Depth depth, uint64_t events_before)
      : limits_(&limits),
        changes_(&changes),
        asked_(depth),
        depth_(depth),
        events_(events_before) {}

  // The condition holds. An event opens once it is as long as the catalogue's event_after. Cheap
  // for a condition that goes on.
  void Bad(const Finding& finding);
  // The condition ended at `end`. Does nothing when it was never long enough for an event.
  void Good(CheckId check, std::string_view subject, const FactTime& end);
  // Something happened: an event from finding.start to finding.now that is over, and an alarm that
  // stays raised until clear_for has passed without a repetition.
  void Once(const Finding& finding);
  // The condition is not yet one, but is likely enough to explain others.
  void Suspect(CheckId check, bool suspected);

  // Media and wall time move on; alarms clear.
  void AdvanceMedia(const FactTime& now);
  // `watched`: and the stream was looked at meanwhile.
  void AdvanceWall(base::WallTime now, bool watched);
  // Ends what is open at the end of the media.
  void Finish(const FactTime& end);
  // Checks that need more no longer run: their events end where they were last seen, and their
  // alarms are unknown until they run again, when what is not seen again then clears.
  void SetDepth(Depth depth);
  // Nobody looks for a while: events end where they were last seen, what is not ok is unknown, and
  // nothing that is told counts until Resume.
  void Pause();
  // Somebody looks again. What is unknown since Pause stays so until its check speaks of it (Bad,
  // Good), or has had enough to look at to be sure without speaking: 30 s of media, or 5 min of
  // wall time for what is judged on that; twice its limit, without a Pause in between, where that
  // is longer.
  void Resume() { paused_ = false; }
  // The watch is over: events end where they were last seen, and no alarm is left.
  void Clear(base::WallTime now);

  // Whether an event of this check is open.
  bool Holds(CheckId check) const;
  // Whether its alarm is unknown since Pause.
  bool Lost(CheckId check, std::string_view subject) const;
  std::vector<AlarmRecord> Alarms() const;
  // Whether `down`, `connect_error` or `no_data` is raised.
  bool Unavailable() const;
  // Whether of an alarm nobody can tell.
  bool HasUnknown() const;
  const Limit& limit(CheckId check) const { return (*limits_)[check]; }

 private:
  struct Entry {
    CheckId check;
    bool bad = false;
    bool ready = true;
    bool once = false;
    bool worse = false;
    bool lost = false;    // since Pause nobody has spoken of it
    double unspoken = 0;  // seconds watched since
    std::optional<Severity> severity;
    FactTime last;  // known to hold until here, then where it ended
    EventRecord event;
    base::WallTime since{};
    Alarm alarm;
    AlarmState told = AlarmState::kOk;
    Severity told_severity = Severity::kInfo;
    double told_value = 0;
  };

  Entry* Find(CheckId check, std::string_view subject);
  Entry* Open(const Finding& finding);
  void CountUnspoken(double seconds);
  double Sure(const Entry& entry) const;
  void Grow(Entry& entry, const Finding& finding);
  void Close(Entry& entry, const FactTime& end);
  void StepAll(const FactTime& now);
  // `seen`: the condition was reported just now, not only remembered.
  void Step(Entry& entry, const FactTime& now, uint32_t causes, bool seen);
  void Tell(Entry& entry);
  void TellEvent(const EventRecord& event);
  Severity SeverityOf(const Entry& entry) const;
  // A bit per CheckId that holds or is suspected.
  uint32_t Causes() const;
  // Name of the one that explains this check, empty for none.
  static std::string_view ExplainedBy(CheckId check, uint32_t causes);
  AlarmRecord Record(const Entry& entry) const;
  static bool Worse(const Entry& entry, double value);
  // Not taken away by a depth lower than asked for.
  bool RunsAt(Depth depth, CheckId check) const {
    return Info(check).needs <= depth || Info(check).needs > asked_;
  }
  bool Runs(CheckId check) const { return RunsAt(depth_, check); }

  const Limits* limits_;
  CheckChanges* changes_;
  const Depth asked_;
  Depth depth_;
  std::vector<Entry> entries_;
  FactTime media_now_;
  base::WallTime wall_now_{};
  uint32_t suspects_ = 0;  // bit per CheckId
  bool paused_ = false;
  uint64_t events_;
};

}  // namespace vedette::checks
