#pragma once

#include <atomic>
#include <functional>
#include <utility>

#include "engine/base/clock.h"
#include "engine/monitor/engine.h"
#include "service/rpc/alarm_book.h"
#include "service/rpc/call_guard.h"
#include "service/rpc/log_service.h"
#include "service/rpc/process_stats.h"
#include "service/rpc/stream_hub.h"
#include "service/rpc/stream_registry.h"
#include "vedette/v1/monitoring_service.grpc.pb.h"

namespace vedette::rpc {

// What the service stands on. All must outlive it.
struct MonitoringParts {
  const CallGuard& guard;
  const base::Clock& clock;
  monitor::Engine& engine;
  StreamRegistry& registry;
  StreamHub& hub;
  AlarmBook& alarms;
  ProcessStats& process;
  std::function<LogFigures()> log_figures;               // must not block
  std::function<std::pair<int, int>()> database_pool{};  // in use, size; may be empty
};

// MonitoringService: unary methods on gRPC's own threads (they may wait for the store, a probe for
// its source), WatchStreams as a reactor that holds no thread. Synchronised.
class MonitoringServiceImpl final : public v1::MonitoringService::WithCallbackMethod_WatchStreams<
                                        v1::MonitoringService::Service> {
 public:
  explicit MonitoringServiceImpl(MonitoringParts parts) : parts_(std::move(parts)) {}

  // Running probes end early, so that the server can be shut down.
  void Stop() { stopping_ = true; }

  grpc::Status GetStats(grpc::ServerContext* context, const v1::GetStatsRequest* request,
                        v1::GetStatsResponse* response) override;
  grpc::Status CreateStream(grpc::ServerContext* context, const v1::CreateStreamRequest* request,
                            v1::Stream* response) override;
  grpc::Status GetStream(grpc::ServerContext* context, const v1::GetStreamRequest* request,
                         v1::Stream* response) override;
  grpc::Status ListStreams(grpc::ServerContext* context, const v1::ListStreamsRequest* request,
                           v1::ListStreamsResponse* response) override;
  grpc::Status UpdateStream(grpc::ServerContext* context, const v1::UpdateStreamRequest* request,
                            v1::Stream* response) override;
  grpc::Status DeleteStream(grpc::ServerContext* context, const v1::DeleteStreamRequest* request,
                            google::protobuf::Empty* response) override;
  grpc::Status BatchCreateStreams(grpc::ServerContext* context,
                                  const v1::BatchCreateStreamsRequest* request,
                                  v1::BatchCreateStreamsResponse* response) override;
  grpc::Status BatchDeleteStreams(grpc::ServerContext* context,
                                  const v1::BatchDeleteStreamsRequest* request,
                                  google::protobuf::Empty* response) override;
  grpc::Status PauseStream(grpc::ServerContext* context, const v1::PauseStreamRequest* request,
                           v1::Stream* response) override;
  grpc::Status ResumeStream(grpc::ServerContext* context, const v1::ResumeStreamRequest* request,
                            v1::Stream* response) override;
  grpc::Status ProbeStream(grpc::ServerContext* context, const v1::ProbeStreamRequest* request,
                           v1::ProbeReport* response) override;
  grpc::ServerWriteReactor<v1::WatchStreamsResponse>* WatchStreams(
      grpc::CallbackServerContext* context, const v1::WatchStreamsRequest* request) override;
  grpc::Status GetThumbnail(grpc::ServerContext* context, const v1::GetThumbnailRequest* request,
                            google::api::HttpBody* response) override;

 private:
  base::Status List(const v1::ListStreamsRequest& request, v1::ListStreamsResponse* response) const;
  grpc::Status Create(const v1::CreateStreamRequest& request, v1::Stream* response);
  grpc::Status BatchCreate(const v1::BatchCreateStreamsRequest& request,
                           v1::BatchCreateStreamsResponse* response);
  base::Status SetPaused(const std::string& id, bool paused, v1::Stream* response);
  // The stream as it is now; kNotFound.
  base::Status Show(const std::string& id, v1::Stream* response) const;

  const MonitoringParts parts_;
  std::atomic<bool> stopping_{false};
};

// The `resources` block, with a line for everything that runs short.
v1::Resources ToProto(const ProcessUsage& usage, const monitor::EngineStats& engine);

}  // namespace vedette::rpc
