#include "engine/monitor/host_circuits.h"

namespace vedette::monitor {
namespace {

constexpr int kDeadAfter = 5;
constexpr base::seconds kTryEvery{5};

}  // namespace

base::SteadyTime HostCircuits::MayTry(const std::string& host, base::SteadyTime now) {
  const auto found = hosts_.find(host);
  if (found == hosts_.end() || found->second.unreachable < kDeadAfter) return now;
  if (found->second.next_try > now) return found->second.next_try;
  found->second.next_try = now + kTryEvery;
  return now;
}

}  // namespace vedette::monitor
