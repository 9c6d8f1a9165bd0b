#include "service/rpc/health_service.h"

#include "service/rpc/serve.h"

namespace vedette::rpc {

HealthServiceImpl::HealthServiceImpl(const CallGuard& guard, const base::Clock& clock,
                                     ProcessStats& process, std::function<DaemonState()> state)
    : guard_(guard),
      clock_(clock),
      process_(process),
      state_(std::move(state)),
      started_(clock.Steady()) {}

grpc::Status HealthServiceImpl::GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest*,
                                          v1::GetHealthResponse* response) {
  return Serve(guard_, *context, "vedette.v1.HealthService/GetHealth", [&] {
    const DaemonState state = state_();
    const base::SteadyTime now = clock_.Steady();
    const ProcessUsage usage = process_.Read(now);
    response->set_success(true);
    if (!state.monitoring) {
      response->set_status("unhealthy");
      context->AddTrailingMetadata("x-http-code", "503");
    } else {
      response->set_status(state.store_connected && !state.probe_fault ? "healthy" : "degraded");
    }
    response->set_uptime(static_cast<int32_t>(
        std::chrono::duration_cast<std::chrono::seconds>(now - started_).count()));
    response->mutable_memory()->set_rss(MemoryText(usage.rss_bytes));
    response->mutable_memory()->set_heap_used(MemoryText(usage.heap_bytes));
    response->mutable_database()->set_status(state.store_connected ? "connected" : "disconnected");
    return base::Status::Ok();
  });
}

}  // namespace vedette::rpc
