#include "service/rpc/log_service.h"

#include <cstdio>

#include "service/rpc/serve.h"

namespace vedette::rpc {

v1::LogFigures ToProto(const LogFigures& figures) {
  v1::LogFigures out;
  char megabytes[32];
  std::snprintf(megabytes, sizeof(megabytes), "%.2f",
                static_cast<double>(figures.total_bytes) / 1048576.0);
  out.set_total_files(figures.total_files);
  out.set_total_size_mb(megabytes);
  out.set_retention_days(figures.retention_days);
  return out;
}

LogServiceImpl::LogServiceImpl(const CallGuard& guard, LogAccess logs)
    : guard_(guard), logs_(std::move(logs)) {}

grpc::Status LogServiceImpl::GetLogStats(grpc::ServerContext* context,
                                         const v1::GetLogStatsRequest*,
                                         v1::GetLogStatsResponse* response) {
  return Serve(guard_, *context, "vedette.v1.LogService/GetLogStats", [&] {
    response->set_success(true);
    *response->mutable_logs() = ToProto(logs_.figures());
    return base::Status::Ok();
  });
}

grpc::Status LogServiceImpl::CleanUp(grpc::ServerContext* context, const v1::CleanUpRequest*,
                                     v1::CleanUpResponse* response) {
  return Serve(guard_, *context, "vedette.v1.LogService/CleanUp", [&]() -> base::Status {
    const auto figures = logs_.clean_up();
    if (!figures.ok()) return figures.status().Wrap("cleaning up the logs");
    response->set_success(true);
    response->set_message("Log cleanup completed");
    *response->mutable_logs() = ToProto(*figures);
    return base::Status::Ok();
  });
}

}  // namespace vedette::rpc
