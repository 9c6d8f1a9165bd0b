#include "engine/monitor/scheduler.h"

#include <algorithm>
#include <functional>

namespace vedette::monitor {
namespace {

constexpr base::milliseconds kLongestBackOff{30000};
constexpr base::seconds kSteadyRun{60};  // after which failures count from zero
constexpr int kTriesForAVerdict = 3;     // checks.md: connect_error
constexpr int kRetriedPart = 4;          // of the places, one in

}  // namespace

Scheduler::Line* Scheduler::LineOf(const Entry& entry) {
  switch (entry.phase) {
    case Phase::kQueued:
      return entry.failed ? &retries_ : &queue_;
    case Phase::kConnecting:
    case Phase::kRunning:
      return &holders_;
    case Phase::kBackingOff:
      return &waiting_;
    case Phase::kPaused:
    case Phase::kFailed:
      return nullptr;
  }
  return nullptr;
}

void Scheduler::Leave(Entry& entry) {
  if (Line* line = LineOf(entry)) line->erase(entry.order);
  EndRetry(entry);
}

void Scheduler::EndRetry(Entry& entry) {
  if (std::exchange(entry.retrying, false)) --retrying_;
}

void Scheduler::Queue(const std::string& id, Entry& entry, base::SteadyTime now) {
  Enter(entry.failed ? retries_ : queue_, id, entry, Phase::kQueued, now);
}

void Scheduler::Enter(Line& line, const std::string& id, Entry& entry, Phase phase,
                      base::SteadyTime at) {
  entry.phase = phase;
  entry.order = {at, ++counter_};
  line.emplace(entry.order, id);
}

void Scheduler::Tell(Command::Kind kind, const std::string& id, const Entry& entry) {
  commands_.push_back({kind, id, entry.phase, entry.restarts});
}

void Scheduler::Add(const std::string& id, bool paused, base::SteadyTime now, std::string host) {
  Entry& entry = entries_[id];
  entry.host = std::move(host);
  if (paused) {
    entry.phase = Phase::kPaused;
  } else {
    Queue(id, entry, now);
  }
}

void Scheduler::Remove(const std::string& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Leave(found->second);
  entries_.erase(found);
  std::erase_if(commands_, [&](const Command& command) { return command.id == id; });
}

void Scheduler::Pause(const std::string& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.phase == Phase::kPaused) return;
  Entry& entry = found->second;
  const bool held = LineOf(entry) == &holders_;
  Leave(entry);
  entry.phase = Phase::kPaused;
  Tell(held ? Command::Kind::kStop : Command::Kind::kTell, id, entry);
}

void Scheduler::Resume(const std::string& id, base::SteadyTime now) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (entry.phase != Phase::kPaused && entry.phase != Phase::kFailed) return;
  std::string host = std::move(entry.host);
  entry = Entry();
  entry.host = std::move(host);
  Queue(id, entry, now);
  Tell(Command::Kind::kTell, id, entry);
}

void Scheduler::OnRunning(const std::string& id, base::SteadyTime now) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.phase != Phase::kConnecting) return;
  Entry& entry = found->second;
  entry.phase = Phase::kRunning;
  entry.running_since = now;
  entry.failed = false;
  EndRetry(entry);
  circuits_.OnAnswer(entry.host);
}

void Scheduler::OnFailed(const std::string& id, base::SteadyTime now, bool unreachable) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || LineOf(found->second) != &holders_) return;
  Entry& entry = found->second;
  if (entry.phase == Phase::kRunning && now - entry.running_since > kSteadyRun) entry.failures = 0;
  ++entry.failures;
  Leave(entry);
  entry.failed = true;
  unreachable ? circuits_.OnUnreachable(entry.host) : circuits_.OnAnswer(entry.host);
  if (options_.max_restarts > 0 && entry.failures >= options_.max_restarts) {
    entry.phase = Phase::kFailed;
  } else {
    Enter(waiting_, id, entry, Phase::kBackingOff, now + BackOff(id, entry.failures));
  }
  Tell(Command::Kind::kStop, id, entry);
}

base::milliseconds Scheduler::BackOff(const std::string& id, int failures) const {
  const base::milliseconds base =
      std::min(kLongestBackOff, options_.first_back_off * (1 << std::min(failures - 1, 10)));
  const auto chance = static_cast<int>(
      std::hash<std::string>()(id + "/" + std::to_string(failures)) % 401);  // 0..400
  return base * (800 + chance) / 1000;
}

bool Scheduler::Rotates(base::SteadyTime now) const {
  return options_.rotation.count() > 0 && !holders_.empty() &&
         now - holders_.begin()->first.first >= options_.rotation;
}

void Scheduler::EndBackOff(base::SteadyTime now) {
  while (!waiting_.empty() && waiting_.begin()->first.first <= now) {
    const std::string id = waiting_.begin()->second;
    Entry& entry = entries_[id];
    Leave(entry);
    if (!entry.host.empty() && entry.failures >= kTriesForAVerdict) {
      const base::SteadyTime may = circuits_.MayTry(entry.host, now);
      if (may > now) {
        Enter(waiting_, id, entry, Phase::kBackingOff, may);
        continue;
      }
    }
    Queue(id, entry, now);
    Tell(Command::Kind::kTell, id, entry);
  }
}

Scheduler::Line& Scheduler::NextLine() {
  if (queue_.empty()) return retries_;
  const bool enough = retrying_ >= std::max(1, options_.places / kRetriedPart);
  return retries_.empty() || retry_began_ || enough ? queue_ : retries_;
}

std::vector<Scheduler::Command> Scheduler::Advance(base::SteadyTime now) {
  EndBackOff(now);
  while (queued() > 0 && next_start_ <= now) {
    if (active() >= options_.places) {
      if (!Rotates(now)) break;
      const std::string id = holders_.begin()->second;
      Entry& entry = entries_[id];
      Leave(entry);
      Queue(id, entry, now);
      Tell(Command::Kind::kStop, id, entry);
    }
    const std::string id = NextLine().begin()->second;
    Entry& entry = entries_[id];
    Leave(entry);
    Enter(holders_, id, entry, Phase::kConnecting, now);
    retry_began_ = entry.retrying = entry.failed;
    retrying_ += entry.retrying ? 1 : 0;
    if (entry.tried && entry.failed) ++entry.restarts;
    entry.tried = true;
    Tell(Command::Kind::kStart, id, entry);
    // A step that was a little late does not slow the pace down.
    if (now - next_start_ > options_.start_delay) next_start_ = now;
    next_start_ += options_.start_delay;
  }
  return std::exchange(commands_, {});
}

base::SteadyTime Scheduler::NextDue(base::SteadyTime now) const {
  if (!commands_.empty()) return now;
  base::SteadyTime due = base::SteadyTime::max();
  if (!waiting_.empty()) due = waiting_.begin()->first.first;
  if (queued() == 0) return due;
  if (active() < options_.places) return std::min(due, std::max(now, next_start_));
  if (options_.rotation.count() > 0 && !holders_.empty()) {
    due = std::min(due, std::max(next_start_, holders_.begin()->first.first + options_.rotation));
  }
  return due;
}

}  // namespace vedette::monitor
