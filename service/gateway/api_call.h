#pragma once

#include <grpcpp/generic/generic_stub.h>

#include <memory>

#include "google/protobuf/message.h"
#include "service/gateway/call_tracker.h"
#include "service/gateway/http.h"
#include "service/gateway/route_table.h"

namespace vedette::gateway {

// What a call of the API stands on. Lives until the tracker is idle.
struct ApiParts {
  grpc::GenericStub& stub;
  CallTracker& tracker;
};

// The metadata that stands for the HTTP client: its token and its address.
void AddCaller(const HttpRequest& request, grpc::ClientContext& context);

// An empty message of a type that is linked.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// Between messages and what the generic stub carries.
grpc::ByteBuffer Serialize(const google::protobuf::Message& message);
bool Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message);

// Calls a method with one answer and sends that as JSON (google.api.HttpBody as what it holds).
// Cancelling the exchange cancels the call.
std::shared_ptr<Exchange> StartUnaryCall(ApiParts parts, const Route& route,
                                         const HttpRequest& request,
                                         const google::protobuf::Message& message,
                                         std::shared_ptr<Responder> responder);

// Calls a server stream and passes it on message by message: the next one is read from gRPC when
// the client has taken the last. As server-sent events where the client accepts them
// ("text/event-stream"), else as one line of JSON each. A failure after the first message is told
// as a last event ("error") or line in the form of every error.
std::shared_ptr<Exchange> StartStreamCall(ApiParts parts, const Route& route,
                                          const HttpRequest& request,
                                          std::unique_ptr<google::protobuf::Message> message,
                                          std::shared_ptr<Responder> responder);

}  // namespace vedette::gateway
