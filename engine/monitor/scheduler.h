#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/monitor/host_circuits.h"
#include "engine/monitor/stream.h"

namespace vedette::monitor {

struct SchedulerOptions {
  int places = 1;                      // streams connecting or running at the same time
  base::milliseconds start_delay{5};   // between two starts
  base::milliseconds rotation{30000};  // 0 = plain queue
  int max_restarts = 0;  // with the so-many-th failure in a row it has failed; 0 = never give up
  base::milliseconds first_back_off{1000};
};

// Which streams hold a place, which wait, and when the next step is due. Streams that failed wait
// `first_back_off`, then twice as long each time, up to 30 s, a fifth more or less by chance of
// their id, without a place; a stream that ran for a minute begins anew.
//
// Streams that fail do not starve the others: while others wait, every second start is theirs at
// most, and a quarter of the places; and of a host where nobody answers only one is tried now and
// then (HostCircuits), after each has had the three tries that `connect_error` needs. Pure: time is
// an argument. Confined (the engine guards it).
class Scheduler {
 public:
  explicit Scheduler(SchedulerOptions options) : options_(options) {}

  // What the engine has to do, in this order.
  struct Command {
    enum class Kind : uint8_t { kStart, kStop, kTell };
    Kind kind = Kind::kTell;
    std::string id;
    Phase phase = Phase::kQueued;  // the stream's phase from now on
    int restarts = 0;
  };

  // `host`: whom its tries reach, "" = nobody in common with others.
  void Add(const std::string& id, bool paused, base::SteadyTime now, std::string host = "");
  // Gives no command: the engine closes what it removes.
  void Remove(const std::string& id);
  void Pause(const std::string& id);
  // Of a paused or failed stream; its count of failures begins anew.
  void Resume(const std::string& id, base::SteadyTime now);

  // Feedback of sessions. Of streams that hold no place it is ignored.
  void OnRunning(const std::string& id, base::SteadyTime now);
  // `unreachable`: nobody answered at its host.
  void OnFailed(const std::string& id, base::SteadyTime now, bool unreachable = false);

  // No stream is started before `until`.
  void HoldStarts(base::SteadyTime until) { next_start_ = std::max(next_start_, until); }

  // All that is due at `now`; then nothing is due before NextDue, unless something is called.
  std::vector<Command> Advance(base::SteadyTime now);
  base::SteadyTime NextDue(base::SteadyTime now) const;

  int active() const { return static_cast<int>(holders_.size()); }
  int queued() const { return static_cast<int>(queue_.size() + retries_.size()); }
  int total() const { return static_cast<int>(entries_.size()); }

 private:
  using Order = std::pair<base::SteadyTime, uint64_t>;  // time, then who came first
  struct Entry {
    Phase phase = Phase::kQueued;
    Order order{};  // its place in queue_, retries_, holders_ or waiting_
    std::string host;
    base::SteadyTime running_since{};
    int failures = 0;  // in a row
    int restarts = 0;
    bool tried = false;     // since it was added or resumed
    bool failed = false;    // its last try
    bool retrying = false;  // holds a place and has not run again yet
  };
  using Line = std::map<Order, std::string>;

  void Leave(Entry& entry);
  void Enter(Line& line, const std::string& id, Entry& entry, Phase phase, base::SteadyTime at);
  void Tell(Command::Kind kind, const std::string& id, const Entry& entry);
  bool Rotates(base::SteadyTime now) const;
  Line* LineOf(const Entry& entry);
  void Queue(const std::string& id, Entry& entry, base::SteadyTime now);
  void EndBackOff(base::SteadyTime now);
  Line& NextLine();
  void EndRetry(Entry& entry);
  base::milliseconds BackOff(const std::string& id, int failures) const;

  const SchedulerOptions options_;
  std::unordered_map<std::string, Entry> entries_;
  Line queue_;    // by when they began to wait
  Line retries_;  // the same, of those whose last try failed
  Line holders_;  // by when they got their place
  Line waiting_;  // backing off, by when they are due
  HostCircuits circuits_;
  int retrying_ = 0;          // entries that are
  bool retry_began_ = false;  // the last start was a retry
  std::vector<Command> commands_;
  base::SteadyTime next_start_{};
  uint64_t counter_ = 0;
};

}  // namespace vedette::monitor
