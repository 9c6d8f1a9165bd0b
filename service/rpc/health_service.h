#pragma once

#include <functional>

#include "engine/base/clock.h"
#include "service/rpc/call_guard.h"
#include "service/rpc/process_stats.h"
#include "vedette/v1/health_service.grpc.pb.h"

namespace vedette::rpc {

// What the application knows of its own state.
struct DaemonState {
  bool monitoring = true;       // false while starting and stopping
  bool store_connected = true;  // the last access worked
  bool probe_fault = false;     // one of checks.md's group L holds
};

// HealthService. Synchronised; never blocks on store or files.
class HealthServiceImpl final : public v1::HealthService::Service {
 public:
  // All must outlive the service; `state` must not block. The uptime counts from here.
  HealthServiceImpl(const CallGuard& guard, const base::Clock& clock, ProcessStats& process,
                    std::function<DaemonState()> state);

  grpc::Status GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest* request,
                         v1::GetHealthResponse* response) override;

 private:
  const CallGuard& guard_;
  const base::Clock& clock_;
  ProcessStats& process_;
  const std::function<DaemonState()> state_;
  const base::SteadyTime started_;
};

}  // namespace vedette::rpc
