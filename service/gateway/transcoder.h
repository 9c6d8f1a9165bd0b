#pragma once

#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <string>
#include <vector>

#include "service/gateway/call_tracker.h"
#include "service/gateway/http.h"
#include "service/gateway/route_table.h"
#include "service/rpc/call_guard.h"

namespace vedette::gateway {

// REST as the google.api.http options describe it, by calls through `channel`. Synchronised; never
// blocks.
class Transcoder final : public Handler {
 public:
  // `guard` must outlive the transcoder. Built for a channel of ServerHost::InProcessChannel.
  Transcoder(RouteTable routes, std::shared_ptr<grpc::Channel> channel,
             const rpc::CallGuard& guard);

  // Whether the path is the API's, whatever the method.
  bool Knows(std::string_view path) const;

  // 404 and 405 before 401 and 403, and those before 400: strangers learn nothing of their
  // mistakes.
  std::shared_ptr<Exchange> Handle(HttpRequest request,
                                   std::shared_ptr<Responder> responder) override;

  // Blocks until no call is in the air. False when `deadline` passes first; the transcoder must
  // stay then.
  bool WaitIdle(base::Deadline deadline) { return tracker_.WaitIdle(deadline); }

 private:
  const RouteTable routes_;
  const rpc::CallGuard& guard_;
  grpc::GenericStub stub_;
  CallTracker tracker_;
};

}  // namespace vedette::gateway
