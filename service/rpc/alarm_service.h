#pragma once

#include "service/rpc/alarm_book.h"
#include "service/rpc/call_guard.h"
#include "service/store/event_store.h"
#include "vedette/v1/alarm_service.grpc.pb.h"

namespace vedette::rpc {

// AlarmService: what is wrong now (from the engine's statuses and the book), and what happened
// (from the store). Synchronised.
class AlarmServiceImpl final : public v1::AlarmService::Service {
 public:
  // All must outlive the service.
  AlarmServiceImpl(const CallGuard& guard, const monitor::Engine& engine, const AlarmBook& book,
                   store::EventStore& events);

  grpc::Status ListAlarms(grpc::ServerContext* context, const v1::ListAlarmsRequest* request,
                          v1::ListAlarmsResponse* response) override;
  grpc::Status ListEvents(grpc::ServerContext* context, const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* response) override;

 private:
  base::Status Alarms(const v1::ListAlarmsRequest& request, v1::ListAlarmsResponse* response) const;
  base::Status Events(const v1::ListEventsRequest& request, v1::ListEventsResponse* response);

  const CallGuard& guard_;
  const monitor::Engine& engine_;
  const AlarmBook& book_;
  store::EventStore& events_;
};

}  // namespace vedette::rpc
