#pragma once

#include <cstdint>
#include <functional>

#include "engine/base/status.h"
#include "service/rpc/call_guard.h"
#include "vedette/v1/log_service.grpc.pb.h"

namespace vedette::rpc {

// Figures of the log directory.
struct LogFigures {
  int total_files = 0;
  int64_t total_bytes = 0;
  int retention_days = 0;
};

// What the API asks of the logs. Both are called on many threads at once.
struct LogAccess {
  std::function<LogFigures()> figures;                 // at most 2 s old; must not block
  std::function<base::Result<LogFigures>()> clean_up;  // the figures afterwards
};

v1::LogFigures ToProto(const LogFigures& figures);

// LogService. Synchronised.
class LogServiceImpl final : public v1::LogService::Service {
 public:
  LogServiceImpl(const CallGuard& guard, LogAccess logs);

  grpc::Status GetLogStats(grpc::ServerContext* context, const v1::GetLogStatsRequest* request,
                           v1::GetLogStatsResponse* response) override;
  grpc::Status CleanUp(grpc::ServerContext* context, const v1::CleanUpRequest* request,
                       v1::CleanUpResponse* response) override;

 private:
  const CallGuard& guard_;
  const LogAccess logs_;
};

}  // namespace vedette::rpc
