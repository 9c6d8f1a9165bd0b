#include "service/rpc/monitoring_service.h"

#include <algorithm>

#include "service/rpc/mapping_status.h"
#include "service/rpc/probe_request.h"
#include "service/rpc/serve.h"
#include "service/rpc/watch_reactor.h"

namespace vedette::rpc {
namespace {

constexpr int kMaxBatch = 1000;

base::Status UnknownStream(const std::string& id) {
  return {base::Code::kNotFound, "stream_not_found",
          "no stream has the id \"" + id.substr(0, 64) + "\""};
}

// gRPC packs the google.rpc.Status of a failure into its details already.
google::rpc::Status Unpack(const grpc::Status& status) {
  google::rpc::Status out;
  out.ParseFromString(status.error_details());
  return out;
}

}  // namespace

grpc::Status MonitoringServiceImpl::GetStats(grpc::ServerContext* context,
                                             const v1::GetStatsRequest*,
                                             v1::GetStatsResponse* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/GetStats", [&] {
    const monitor::EngineStats stats = parts_.engine.Stats();
    const ProcessUsage usage = parts_.process.Read(parts_.clock.Steady());
    response->set_success(true);
    v1::MonitoringCounts* counts = response->mutable_monitoring();
    counts->set_active(stats.active);
    counts->set_queued(stats.queued);
    counts->set_total(stats.total);
    counts->set_max_concurrent(stats.max_concurrent);
    response->mutable_memory()->set_heap_used(MemoryText(usage.heap_bytes));
    *response->mutable_logs() = ToProto(parts_.log_figures());
    *response->mutable_resources() = ToProto(usage, stats);
    if (parts_.database_pool) {
      const auto [in_use, size] = parts_.database_pool();
      response->mutable_resources()->mutable_database_pool()->set_in_use(in_use);
      response->mutable_resources()->mutable_database_pool()->set_size(size);
    }
    return base::Status::Ok();
  });
}

grpc::Status MonitoringServiceImpl::CreateStream(grpc::ServerContext* context,
                                                 const v1::CreateStreamRequest* request,
                                                 v1::Stream* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/CreateStream",
               [&] { return Create(*request, response); });
}

grpc::Status MonitoringServiceImpl::Create(const v1::CreateStreamRequest& request,
                                           v1::Stream* response) {
  std::vector<FieldViolation> violations;
  monitor::StreamConfig config = parts_.registry.Prepare(request.stream(), "stream.", violations);
  if (!violations.empty()) return ToGrpcStatus(violations);
  const std::string id = config.id;
  std::vector<monitor::StreamConfig> one;
  one.push_back(std::move(config));
  if (base::Status added = parts_.registry.Add(std::move(one)); !added.ok()) {
    return ToGrpcStatus(added);
  }
  return ToGrpcStatus(Show(id, response));
}

base::Status MonitoringServiceImpl::Show(const std::string& id, v1::Stream* response) const {
  auto stream = parts_.registry.Get(id);
  if (!stream) return UnknownStream(id);
  response->Swap(&*stream);
  return base::Status::Ok();
}

grpc::Status MonitoringServiceImpl::GetStream(grpc::ServerContext* context,
                                              const v1::GetStreamRequest* request,
                                              v1::Stream* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/GetStream",
               [&] { return Show(request->id(), response); });
}

grpc::Status MonitoringServiceImpl::ListStreams(grpc::ServerContext* context,
                                                const v1::ListStreamsRequest* request,
                                                v1::ListStreamsResponse* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/ListStreams",
               [&] { return List(*request, response); });
}

grpc::Status MonitoringServiceImpl::UpdateStream(grpc::ServerContext* context,
                                                 const v1::UpdateStreamRequest* request,
                                                 v1::Stream* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/UpdateStream", [&] {
    std::vector<FieldViolation> violations;
    const auto fields = MaskedFields(request->update_mask(), request->stream(), violations);
    if (!violations.empty()) return ToGrpcStatus(violations);
    const base::Status updated = parts_.registry.Update(request->stream(), fields, violations);
    if (!violations.empty()) return ToGrpcStatus(violations);
    return ToGrpcStatus(updated.ok() ? Show(request->stream().id(), response) : updated);
  });
}

grpc::Status MonitoringServiceImpl::DeleteStream(grpc::ServerContext* context,
                                                 const v1::DeleteStreamRequest* request,
                                                 google::protobuf::Empty*) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/DeleteStream", [&] {
    const base::Status removed = parts_.registry.Remove({request->id()}, request->etag(), false);
    if (removed.ok()) parts_.alarms.Forget(request->id());
    return removed;
  });
}

grpc::Status MonitoringServiceImpl::BatchCreateStreams(grpc::ServerContext* context,
                                                       const v1::BatchCreateStreamsRequest* request,
                                                       v1::BatchCreateStreamsResponse* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/BatchCreateStreams",
               [&] { return BatchCreate(*request, response); });
}

grpc::Status MonitoringServiceImpl::BatchCreate(const v1::BatchCreateStreamsRequest& request,
                                                v1::BatchCreateStreamsResponse* response) {
  if (request.requests_size() < 1 || request.requests_size() > kMaxBatch) {
    return ToGrpcStatus({{"requests", "holds 1 to 1000 streams"}});
  }
  const bool partial = request.return_partial_success();
  std::vector<FieldViolation> all_violations;
  std::vector<monitor::StreamConfig> configs;
  std::vector<std::string> ids;
  const auto refuse = [&](int index, const grpc::Status& why) {
    (*response->mutable_failed_requests())[index] = Unpack(why);
  };
  for (int i = 0; i < request.requests_size(); ++i) {
    std::vector<FieldViolation> violations;
    const std::string prefix = partial ? "stream." : "requests[" + std::to_string(i) + "].stream.";
    auto config = parts_.registry.Prepare(request.requests(i).stream(), prefix, violations);
    const bool twice = std::find(ids.begin(), ids.end(), config.id) != ids.end();
    if (partial && !violations.empty()) {
      refuse(i, ToGrpcStatus(violations));
    } else if (partial && (twice || parts_.registry.Has(config.id))) {
      refuse(i, ToGrpcStatus(base::Status(
                    base::Code::kAlreadyExists, "stream_exists",
                    "id: a stream with the id \"" + config.id + "\" is there already")));
    } else {
      ids.push_back(config.id);
      configs.push_back(std::move(config));
    }
    all_violations.insert(all_violations.end(), violations.begin(), violations.end());
  }
  if (!partial && !all_violations.empty()) return ToGrpcStatus(all_violations);
  if (!configs.empty()) {
    if (base::Status added = parts_.registry.Add(std::move(configs)); !added.ok()) {
      response->Clear();
      return ToGrpcStatus(added);
    }
  }
  for (const std::string& id : ids) {
    if (auto stream = parts_.registry.Get(id)) response->add_streams()->Swap(&*stream);
  }
  return grpc::Status::OK;
}

grpc::Status MonitoringServiceImpl::BatchDeleteStreams(grpc::ServerContext* context,
                                                       const v1::BatchDeleteStreamsRequest* request,
                                                       google::protobuf::Empty*) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/BatchDeleteStreams",
               [&]() -> base::Status {
                 if (request->ids_size() < 1 || request->ids_size() > kMaxBatch) {
                   return base::InvalidArgument("ids", "holds 1 to 1000 ids");
                 }
                 const std::vector<std::string> ids(request->ids().begin(), request->ids().end());
                 VEDETTE_RETURN_IF_ERROR(parts_.registry.Remove(ids, "", request->allow_missing()));
                 for (const std::string& id : ids) parts_.alarms.Forget(id);
                 return base::Status::Ok();
               });
}

base::Status MonitoringServiceImpl::SetPaused(const std::string& id, bool paused,
                                              v1::Stream* response) {
  VEDETTE_RETURN_IF_ERROR(parts_.registry.SetPaused(id, paused));
  return Show(id, response);
}

grpc::Status MonitoringServiceImpl::PauseStream(grpc::ServerContext* context,
                                                const v1::PauseStreamRequest* request,
                                                v1::Stream* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/PauseStream",
               [&] { return SetPaused(request->id(), true, response); });
}

grpc::Status MonitoringServiceImpl::ResumeStream(grpc::ServerContext* context,
                                                 const v1::ResumeStreamRequest* request,
                                                 v1::Stream* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/ResumeStream",
               [&] { return SetPaused(request->id(), false, response); });
}

grpc::Status MonitoringServiceImpl::ProbeStream(grpc::ServerContext* context,
                                                const v1::ProbeStreamRequest* request,
                                                v1::ProbeReport* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/ProbeStream", [&] {
    std::vector<FieldViolation> violations;
    const monitor::ProbeRequest probe = ToEngine(*request, violations);
    if (!violations.empty()) return ToGrpcStatus(violations);
    const auto report =
        parts_.engine.Probe(probe, [&] { return stopping_ || context->IsCancelled(); });
    if (!report.ok()) return ToGrpcStatus(report.status());
    *response = ToProto(*report);
    return grpc::Status::OK;
  });
}

grpc::ServerWriteReactor<v1::WatchStreamsResponse>* MonitoringServiceImpl::WatchStreams(
    grpc::CallbackServerContext* context, const v1::WatchStreamsRequest* request) {
  const auto caller = parts_.guard.Check("vedette.v1.MonitoringService/WatchStreams", *context);
  if (!caller.ok()) return RefusedWatch(ToGrpcStatus(caller.status()));
  auto cursor = parts_.hub.Open(*request);
  if (!cursor.ok()) return RefusedWatch(ToGrpcStatus(cursor.status()));
  return WatchReactor::Start(parts_.hub, *context, std::move(*cursor));
}

grpc::Status MonitoringServiceImpl::GetThumbnail(grpc::ServerContext* context,
                                                 const v1::GetThumbnailRequest* request,
                                                 google::api::HttpBody* response) {
  return Serve(parts_.guard, *context, "vedette.v1.MonitoringService/GetThumbnail",
               [&]() -> base::Status {
                 if (!parts_.registry.Has(request->id())) return UnknownStream(request->id());
                 const auto jpeg = parts_.engine.Thumbnail(request->id());
                 if (!jpeg.ok()) return jpeg.status();
                 response->set_content_type("image/jpeg");
                 response->set_data(jpeg->data(), jpeg->size());
                 return base::Status::Ok();
               });
}

}  // namespace vedette::rpc
