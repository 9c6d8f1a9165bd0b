#include "engine/checks/ledger.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "engine/checks/fact_time.h"
#include "engine/checks/suppression.h"

namespace vedette::checks {
namespace {

constexpr size_t kMostEntries = 128;   // per stream; renditions, tracks and PIDs are subjects
constexpr size_t kMostEvents = 10000;  // between two looks at the changes
constexpr double kGrowth = 1.1;        // a value this much worse is told again
// Seconds of media after which every check that is measured on it has said what it sees.
constexpr double kSureOnMedia = 30;
// The same of wall time: the playlist or segment that it was about is gone.
constexpr double kSureOnWall = 300;
constexpr double kLongestTick = 5;  // a longer one was no time of watching

double UsuallySure(CheckId check) {
  return Info(check).time == TimeBase::kMedia ? kSureOnMedia : kSureOnWall;
}

uint32_t Bit(CheckId check) { return 1U << static_cast<unsigned>(check); }
static_assert(kCheckCount <= 32);

bool LowIsBad(CheckId check) { return check == CheckId::kBitrateLow || check == CheckId::kFpsLow; }

}  // namespace

Ledger::Entry* Ledger::Find(CheckId check, std::string_view subject) {
  for (Entry& entry : entries_)
    if (entry.check == check && entry.event.subject == subject) return &entry;
  return nullptr;
}

bool Ledger::Worse(const Entry& entry, double value) {
  return LowIsBad(entry.check) ? value < entry.event.value : value > entry.event.value;
}

void Ledger::Bad(const Finding& finding) {
  const Limit& limit = (*limits_)[finding.check];
  if (!limit.enabled || !Runs(finding.check) || paused_) return;
  Entry* entry = Find(finding.check, finding.subject);
  const bool opens = entry == nullptr || !entry->bad;
  if (opens) {
    if (SecondsBetween(finding.start, finding.now) < limit.event_after - 1e-6) return;
    entry = Open(finding);
    if (entry == nullptr) return;
  }
  Grow(*entry, finding);
  Step(*entry, finding.now, Causes(), true);
  if (opens) StepAll(finding.now);
}

Ledger::Entry* Ledger::Open(const Finding& finding) {
  Entry* entry = Find(finding.check, finding.subject);
  if (entry == nullptr) {
    if (entries_.size() >= kMostEntries) return nullptr;
    entry = &entries_.emplace_back();
    entry->check = finding.check;
    entry->since = finding.start.wall;
  }
  if (std::exchange(entry->lost, false) && !entry->alarm.raised()) {
    entry->since = finding.start.wall;
  }
  entry->bad = true;
  entry->event = EventRecord();
  entry->event.number = ++events_;
  entry->event.check = Info(finding.check).name;
  entry->event.subject = finding.subject;
  entry->event.start = finding.start;
  entry->event.value = finding.value;
  entry->event.suppressed_by = ExplainedBy(finding.check, Causes());
  entry->told_value = finding.value;
  return entry;
}

void Ledger::Grow(Entry& entry, const Finding& finding) {
  EventRecord& event = entry.event;
  entry.ready = finding.ready;
  entry.worse = finding.worse;
  entry.severity = finding.severity;
  entry.last = finding.now;
  if (SecondsBetween(finding.start, event.start) > 0) {
    event.start = finding.start;
    entry.since = std::min(entry.since, finding.start.wall);
  }
  if (Worse(entry, finding.value)) event.value = finding.value;
  event.limit = finding.limit;
  if (event.detail != finding.detail) event.detail = finding.detail;
}

void Ledger::Good(CheckId check, std::string_view subject, const FactTime& end) {
  Entry* entry = Find(check, subject);
  if (entry == nullptr || entry->once || paused_) return;
  if (std::exchange(entry->lost, false)) {
    entry->last = end;
  } else {
    if (!entry->bad) return;
    Step(*entry, end, Causes(), false);  // it may have lasted long enough only now
    Close(*entry, end);
  }
  StepAll(end);
}

void Ledger::Once(const Finding& finding) {
  if (!(*limits_)[finding.check].enabled || paused_) return;
  Entry* entry = Open(finding);
  if (entry == nullptr) return;
  entry->once = true;
  Grow(*entry, finding);
  entry->event.end = finding.now;
  Step(*entry, finding.now, Causes(), true);
  TellEvent(entry->event);  // each is told, also where the alarm's state stays
  StepAll(finding.now);
}

void Ledger::Suspect(CheckId check, bool suspected) {
  const uint32_t before = suspects_;
  suspects_ = suspected ? suspects_ | Bit(check) : suspects_ & ~Bit(check);
  if (suspects_ == before) return;
  FactTime now = media_now_;
  now.wall = std::max(now.wall, wall_now_);
  StepAll(now);
}

void Ledger::AdvanceMedia(const FactTime& now) {
  media_now_ = now;
  if (entries_.empty()) return;
  for (Entry& entry : entries_) {
    if (!entry.lost || Info(entry.check).time != TimeBase::kMedia) continue;
    const double gone = SecondsBetween(entry.last, now);
    if (gone < -1 || !OnMedia(entry.last)) {
      entry.last = now;
      continue;
    }
    if (!paused_ && gone >= Sure(entry)) entry.lost = false;
  }
  StepAll(now);
}

// Seconds without a word after which what was wrong is not wrong any more. A condition that is
// measured in seconds needs its limit to show.
double Ledger::Sure(const Entry& entry) const {
  const CheckInfo& info = Info(entry.check);
  const double own = info.unit == "s" ? 2 * entry.event.limit : 0;
  return std::max<double>({UsuallySure(entry.check), own, (*limits_)[entry.check].clear_for});
}

void Ledger::CountUnspoken(double seconds) {
  for (Entry& entry : entries_) {
    if (!entry.lost || Info(entry.check).time != TimeBase::kWall) continue;
    entry.unspoken += seconds;
    if (entry.unspoken >= Sure(entry)) entry.lost = false;
  }
}

void Ledger::AdvanceWall(base::WallTime now, bool watched) {
  const double passed = WallSeconds(std::exchange(wall_now_, now), now);
  if (entries_.empty()) return;
  if (watched && !paused_) CountUnspoken(std::clamp(passed, 0.0, kLongestTick));
  FactTime both = media_now_;
  both.wall = now;
  StepAll(both);
}

void Ledger::Finish(const FactTime& end) {
  for (Entry& entry : entries_) {
    if (!entry.bad || entry.once) continue;
    if (SecondsBetween(entry.last, end) > 0) entry.last = end;
    Step(entry, entry.last, Causes(), false);
    Close(entry, entry.last);
  }
  StepAll(end);
}

void Ledger::SetDepth(Depth depth) {
  const Depth before = std::exchange(depth_, depth);
  FactTime now = media_now_;
  now.wall = std::max(now.wall, wall_now_);
  for (Entry& entry : entries_) {
    const bool ran = RunsAt(before, entry.check);
    const bool runs = Runs(entry.check);
    if (ran && !runs) {
      if (entry.bad && !entry.once) Close(entry, entry.last);
      entry.bad = false;
      entry.alarm.Lose();
      Tell(entry);
    } else if (runs && !ran) {
      entry.last = now;  // good is counted from here
    }
  }
  StepAll(now);
}

void Ledger::Pause() {
  for (Entry& entry : entries_) {
    if (entry.bad && !entry.once) Close(entry, entry.last);
    entry.bad = false;
    const bool again = std::exchange(entry.lost, true);
    // What needs longer than usual needs it in one piece.
    const bool in_one = Sure(entry) > UsuallySure(entry.check);
    if (!again || in_one) entry.unspoken = 0;
    if (again && in_one) entry.last = FactTime();
    entry.alarm.Lose();
    Tell(entry);
  }
  paused_ = true;
}

void Ledger::Clear(base::WallTime now) {
  for (Entry& entry : entries_) {
    if (entry.bad && !entry.once) Close(entry, entry.last);
    entry.bad = false;
    entry.alarm.Clear(now);
    Tell(entry);
  }
  entries_.clear();
  paused_ = true;
}

void Ledger::Close(Entry& entry, const FactTime& end) {
  entry.bad = false;
  entry.last = end;
  entry.event.end = SecondsBetween(entry.event.start, end) < 0 ? entry.event.start : end;
  TellEvent(entry.event);
}

void Ledger::StepAll(const FactTime& now) {
  const uint32_t causes = Causes();
  for (Entry& entry : entries_) {
    if (!Runs(entry.check) || entry.lost) continue;
    // Who is bad says itself until when (Bad): time passing does not make it longer.
    const bool passing = !entry.bad || entry.once;
    Step(entry, passing ? now : entry.last, causes, false);
  }
  std::erase_if(entries_, [](const Entry& entry) {
    return !entry.bad && entry.alarm.state() == AlarmState::kOk;
  });
}

void Ledger::Step(Entry& entry, const FactTime& now, uint32_t causes, bool seen) {
  const Limit& limit = (*limits_)[entry.check];
  FactTime from = entry.last;
  FactTime to = now;
  if (Info(entry.check).time == TimeBase::kWall) from = OnWall(from.wall), to = OnWall(to.wall);
  double gone = SecondsBetween(from, to);
  if (gone < -1) entry.last = now;  // the clock jumped back: count from there
  if (entry.once && gone >= limit.clear_for) entry.bad = false;

  AlarmInput input;
  input.bad = entry.bad;
  input.ready = entry.ready;
  input.bad_seconds = SecondsBetween(entry.event.start, entry.once ? entry.last : now);
  input.good_seconds = std::max(gone, 0.0);
  input.raise_for = limit.raise_for;
  input.clear_for = limit.clear_for;
  input.now = now.wall;
  if (entry.bad) {
    const std::string_view cause = ExplainedBy(entry.check, causes);
    // What had happened while it was explained stays so, until it is seen again without.
    input.explained = !cause.empty() || (!seen && entry.alarm.state() == AlarmState::kSuppressed);
    if (!cause.empty()) entry.event.suppressed_by = cause;
  }
  entry.alarm.Step(input);
  // It outlived what explained it.
  if (entry.alarm.state() == AlarmState::kRaised) entry.event.suppressed_by.clear();
  Tell(entry);
}

Severity Ledger::SeverityOf(const Entry& entry) const {
  const Limit& limit = (*limits_)[entry.check];
  if (limit.own_severity) return limit.severity;
  if (entry.severity) return *entry.severity;
  const FactTime& end = entry.event.end && !entry.once ? *entry.event.end : entry.last;
  const bool old =
      limit.worse_after > 0 && SecondsBetween(entry.event.start, end) >= limit.worse_after - 1e-6;
  return entry.worse || old ? limit.worse : limit.severity;
}

void Ledger::Tell(Entry& entry) {
  const Severity severity = SeverityOf(entry);
  const AlarmState state = entry.alarm.state();
  const bool growth = LowIsBad(entry.check) ? entry.event.value * kGrowth < entry.told_value
                                            : entry.event.value > entry.told_value * kGrowth;
  const bool changed = state != entry.told || severity != entry.told_severity;
  if (!changed && !growth) return;
  entry.event.severity = std::max(entry.bad ? severity : entry.event.severity, Severity::kInfo);
  if (entry.bad) TellEvent(entry.event);
  entry.told_severity = severity;
  entry.told_value = entry.event.value;
  if (!changed) return;
  entry.told = state;
  changes_->alarms.push_back(Record(entry));
}

void Ledger::TellEvent(const EventRecord& event) {
  for (EventRecord& told : changes_->events) {
    if (told.number == event.number) {
      told = event;
      return;
    }
  }
  if (changes_->events.size() < kMostEvents) changes_->events.push_back(event);
}

uint32_t Ledger::Causes() const {
  uint32_t causes = suspects_;
  for (const Entry& entry : entries_)
    if (entry.bad) causes |= Bit(entry.check);
  return causes;
}

std::string_view Ledger::ExplainedBy(CheckId check, uint32_t causes) {
  for (; causes != 0; causes &= causes - 1) {
    const CheckInfo& info = Info(static_cast<CheckId>(std::countr_zero(causes)));
    if (Explains(info.id, check)) return info.name;
  }
  return {};
}

AlarmRecord Ledger::Record(const Entry& entry) const {
  AlarmRecord record;
  record.check = entry.event.check;
  record.subject = entry.event.subject;
  record.state = entry.alarm.state();
  record.severity = entry.told_severity;
  record.value = entry.event.value;
  record.limit = entry.event.limit;
  record.since = entry.since;
  record.raised = entry.alarm.raised();
  record.cleared = entry.alarm.cleared();
  record.detail = entry.event.detail;
  if (record.state == AlarmState::kSuppressed) record.suppressed_by = entry.event.suppressed_by;
  return record;
}

bool Ledger::Holds(CheckId check) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const Entry& entry) { return entry.check == check && entry.bad; });
}

bool Ledger::Lost(CheckId check, std::string_view subject) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.lost && entry.check == check && entry.event.subject == subject;
  });
}

std::vector<AlarmRecord> Ledger::Alarms() const {
  std::vector<AlarmRecord> alarms;
  alarms.reserve(entries_.size());
  for (const Entry& entry : entries_)
    if (entry.alarm.state() != AlarmState::kOk) alarms.push_back(Record(entry));
  return alarms;
}

bool Ledger::HasUnknown() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.alarm.state() == AlarmState::kUnknown;
  });
}

bool Ledger::Unavailable() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return Info(entry.check).group == 'A' && entry.alarm.state() == AlarmState::kRaised;
  });
}

}  // namespace vedette::checks
