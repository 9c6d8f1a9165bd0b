#include "service/gateway/gateway.h"

#include "grpcpp/grpcpp.h"
#include "service/gateway/site.h"
#include "vedette/v1/alarm_service.grpc.pb.h"
#include "vedette/v1/health_service.grpc.pb.h"
#include "vedette/v1/log_service.grpc.pb.h"
#include "vedette/v1/monitoring_service.grpc.pb.h"

namespace vedette::gateway {
namespace {

// For calls that were cancelled to say their last word.
constexpr std::chrono::seconds kCancelTime{5};

}  // namespace

base::Result<std::unique_ptr<Gateway>> Gateway::Start(const GatewayOptions& options,
                                                      const GatewayParts& parts,
                                                      std::shared_ptr<grpc::Channel> channel) {
  auto routes = RouteTable::Build(
      {v1::HealthService::service_full_name(), v1::MonitoringService::service_full_name(),
       v1::AlarmService::service_full_name(), v1::LogService::service_full_name()});
  if (!routes.ok()) return routes.status();
  std::unique_ptr<Gateway> gateway(new Gateway);
  gateway->site_ = std::make_unique<Site>(options, parts, std::move(*routes), std::move(channel));
  auto server = HttpServer::Start(options.http, *gateway->site_);
  if (!server.ok()) return server.status();
  gateway->server_ = std::move(*server);
  gateway->site_->Serve(gateway->server_.get());
  return gateway;
}

Gateway::Gateway() = default;

Gateway::~Gateway() { Stop(base::milliseconds(0)); }

int Gateway::port() const { return server_->port(); }

void Gateway::SetReady(bool ready) { site_->SetReady(ready); }

void Gateway::Drain() { server_->Drain(); }

void Gateway::Stop(base::milliseconds grace) {
  if (server_ == nullptr) return;
  server_->Stop(grace);
  if (site_->transcoder().WaitIdle(base::Deadline::After(kCancelTime))) return;
  // Calls that do not end still point here: better a leak at the end than a crash.
  site_->Serve(nullptr);
  (void)server_.release();
  (void)site_.release();
}

}  // namespace vedette::gateway
