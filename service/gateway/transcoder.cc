#include "service/gateway/transcoder.h"

#include "google/protobuf/descriptor.h"
#include "grpcpp/grpcpp.h"
#include "service/gateway/api_call.h"
#include "service/gateway/http_error.h"
#include "service/gateway/request_message.h"

namespace vedette::gateway {
namespace {

HttpResponse NoRoute(const RouteMatch& match, const HttpRequest& request) {
  if (match.allowed.empty()) {
    return ErrorResponse(base::Status(base::Code::kNotFound, "no_route",
                                      "there is nothing at this path: see / for what there is"));
  }
  std::string allowed;
  for (const std::string& method : match.allowed) allowed += (allowed.empty() ? "" : ", ") + method;
  HttpResponse response = ErrorResponse(
      405, base::Status(base::Code::kUnimplemented, "method_not_allowed",
                        request.method.substr(0, 16) + " is not allowed here, but " + allowed));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace

Transcoder::Transcoder(RouteTable routes, std::shared_ptr<grpc::Channel> channel,
                       const rpc::CallGuard& guard)
    : routes_(std::move(routes)), guard_(guard), stub_(std::move(channel)) {}

bool Transcoder::Knows(std::string_view path) const {
  const RouteMatch match = routes_.Find("", path);
  return !match.allowed.empty();
}

std::shared_ptr<Exchange> Transcoder::Handle(HttpRequest request,
                                             std::shared_ptr<Responder> responder) {
  const RouteMatch match = routes_.Find(request.method, request.path);
  if (match.route == nullptr) {
    responder->Send(NoRoute(match, request));
    return nullptr;
  }
  const Route& route = *match.route;
  const auto caller =
      guard_.Check(route.guard_name, request.authorization, rpc::IsLoopbackPeer(request.peer));
  if (!caller.ok()) {
    responder->Send(ErrorResponse(caller.status()));
    return nullptr;
  }
  auto message = MakeRequestMessage(route, match.bindings, request.query, request.body);
  if (!message.ok()) {
    responder->Send(ErrorResponse(message.status()));
    return nullptr;
  }
  const ApiParts parts{stub_, tracker_};
  if (route.method->server_streaming()) {
    request.body.clear();
    return StartStreamCall(parts, route, request, std::move(*message), std::move(responder));
  }
  return StartUnaryCall(parts, route, request, **message, std::move(responder));
}

}  // namespace vedette::gateway
