#include "engine/monitor/scheduler.h"

#include <algorithm>
#include <functional>

namespace vedette::monitor {
namespace {

constexpr base::milliseconds kLongestBackOff{30000};
constexpr base::seconds kSteadyRun{60};  // after which failures count from zero

}  // namespace

Scheduler::Line* Scheduler::LineOf(Phase phase) {
  switch (phase) {
    case Phase::kQueued:
      return &queue_;
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
  if (Line* line = LineOf(entry.phase)) line->erase(entry.order);
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

void Scheduler::Add(const std::string& id, bool paused, base::SteadyTime now) {
  Entry& entry = entries_[id];
  if (paused) {
    entry.phase = Phase::kPaused;
  } else {
    Enter(queue_, id, entry, Phase::kQueued, now);
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
  const bool held = LineOf(entry.phase) == &holders_;
  Leave(entry);
  entry.phase = Phase::kPaused;
  Tell(held ? Command::Kind::kStop : Command::Kind::kTell, id, entry);
}

void Scheduler::Resume(const std::string& id, base::SteadyTime now) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (entry.phase != Phase::kPaused && entry.phase != Phase::kFailed) return;
  entry = Entry();
  Enter(queue_, id, entry, Phase::kQueued, now);
  Tell(Command::Kind::kTell, id, entry);
}

void Scheduler::OnRunning(const std::string& id, base::SteadyTime now) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.phase != Phase::kConnecting) return;
  found->second.phase = Phase::kRunning;
  found->second.running_since = now;
  found->second.failed = false;
}

void Scheduler::OnFailed(const std::string& id, base::SteadyTime now) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || LineOf(found->second.phase) != &holders_) return;
  Entry& entry = found->second;
  if (entry.phase == Phase::kRunning && now - entry.running_since > kSteadyRun) entry.failures = 0;
  ++entry.failures;
  entry.failed = true;
  Leave(entry);
  if (options_.max_restarts > 0 && entry.failures > options_.max_restarts) {
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

std::vector<Scheduler::Command> Scheduler::Advance(base::SteadyTime now) {
  while (!waiting_.empty() && waiting_.begin()->first.first <= now) {
    const std::string id = waiting_.begin()->second;
    Entry& entry = entries_[id];
    Leave(entry);
    Enter(queue_, id, entry, Phase::kQueued, now);
    Tell(Command::Kind::kTell, id, entry);
  }
  while (!queue_.empty() && next_start_ <= now) {
    if (active() >= options_.places) {
      if (!Rotates(now)) break;
      const std::string id = holders_.begin()->second;
      Entry& entry = entries_[id];
      Leave(entry);
      Enter(queue_, id, entry, Phase::kQueued, now);
      Tell(Command::Kind::kStop, id, entry);
    }
    const std::string id = queue_.begin()->second;
    Entry& entry = entries_[id];
    Leave(entry);
    Enter(holders_, id, entry, Phase::kConnecting, now);
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
  if (queue_.empty()) return due;
  if (active() < options_.places) return std::min(due, std::max(now, next_start_));
  if (options_.rotation.count() > 0 && !holders_.empty()) {
    due = std::min(due, std::max(next_start_, holders_.begin()->first.first + options_.rotation));
  }
  return due;
}

}  // namespace vedette::monitor
