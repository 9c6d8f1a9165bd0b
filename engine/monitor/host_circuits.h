#pragma once

#include <string>
#include <unordered_map>

#include "engine/base/clock.h"

namespace vedette::monitor {

// Keeps many streams of one dead host from being tried in turn, each with its own deadline, when
// one of them tells it all. A host is taken for dead after 5 tries in a row, of any of its streams,
// in which nobody could be reached there; then one try each 5 s is let through, and its first
// answer of any kind ends that. Pure: time is an argument. Confined like the Scheduler.
class HostCircuits {
 public:
  // A try found nobody (no name, no connection, no TLS).
  void OnUnreachable(const std::string& host) { ++hosts_[host].unreachable; }
  // The host answered, well or badly.
  void OnAnswer(const std::string& host) { hosts_.erase(host); }

  // `now` when a stream of the host may be tried now, which it then has to be; otherwise when to
  // ask again.
  base::SteadyTime MayTry(const std::string& host, base::SteadyTime now);

 private:
  struct Host {
    int unreachable = 0;  // tries in a row
    base::SteadyTime next_try{};
  };
  std::unordered_map<std::string, Host> hosts_;  // with one unreachable try at least
};

}  // namespace vedette::monitor
