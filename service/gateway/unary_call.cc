#include "google/api/httpbody.pb.h"
#include "grpcpp/grpcpp.h"
#include "service/gateway/api_call.h"
#include "service/gateway/http_error.h"
#include "service/gateway/json.h"
#include "service/rpc/call_guard.h"

namespace vedette::gateway {
namespace {

// A probe may open for 60 s, look for 300 s and needs 5 s to end; everything else has shorter
// deadlines of its own.
constexpr std::chrono::seconds kLongestCall{370};

HttpResponse ToResponse(const google::protobuf::Message& message) {
  HttpResponse response;
  if (message.GetDescriptor() == google::api::HttpBody::descriptor()) {
    const auto& body = static_cast<const google::api::HttpBody&>(message);
    response.content_type = body.content_type();
    response.body = body.data();
    return response;
  }
  auto json = ToJson(message);
  if (!json.ok()) return ErrorResponse(json.status());
  response.body = std::move(*json);
  return response;
}

// The status that the method asks for instead of the usual one ("x-http-code"), or 0.
int AskedCode(const grpc::ClientContext& context) {
  const auto found = context.GetServerTrailingMetadata().find("x-http-code");
  if (found == context.GetServerTrailingMetadata().end()) return 0;
  const int code = std::atoi(std::string(found->second.data(), found->second.size()).c_str());
  return code >= 200 && code <= 599 ? code : 0;
}

class UnaryCall final : public Exchange, public std::enable_shared_from_this<UnaryCall> {
 public:
  UnaryCall(ApiParts parts, const Route& route, std::shared_ptr<Responder> responder)
      : parts_(parts), route_(route), responder_(std::move(responder)) {}

  void Start(const HttpRequest& request, const google::protobuf::Message& message) {
    AddCaller(request, context_);
    context_.set_deadline(std::chrono::system_clock::now() + kLongestCall);
    request_ = Serialize(message);
    parts_.tracker.Begin();
    parts_.stub.UnaryCall(&context_, route_.full_name(), {}, &request_, &response_,
                          [self = shared_from_this()](grpc::Status status) mutable {
                            CallTracker& tracker = self->parts_.tracker;
                            self->Done(status);
                            self.reset();
                            tracker.End();
                          });
  }

  void Pull() override {}
  void Cancel() override { context_.TryCancel(); }

 private:
  void Done(const grpc::Status& status) {
    HttpResponse response;
    const auto message = NewMessage(*route_.method->output_type());
    if (!status.ok()) {
      response = ErrorResponse(status);
    } else if (!Parse(response_, *message)) {
      response = ErrorResponse(base::Internal("the answer is damaged"));
    } else {
      response = ToResponse(*message);
    }
    if (const int asked = AskedCode(context_); asked != 0) response.status = asked;
    responder_->Send(std::move(response));
    responder_.reset();
  }

  const ApiParts parts_;
  const Route& route_;
  std::shared_ptr<Responder> responder_;  // until the answer is there
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

void AddCaller(const HttpRequest& request, grpc::ClientContext& context) {
  if (!request.authorization.empty()) context.AddMetadata("authorization", request.authorization);
  context.AddMetadata(rpc::kForwardedPeer, request.peer);
}

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<google::protobuf::Message>(factory->GetPrototype(&type)->New());
}

grpc::ByteBuffer Serialize(const google::protobuf::Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  (void)grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, &bytes,
                                                                                   &own);
  return bytes;
}

bool Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  return grpc::GenericDeserialize<grpc::ProtoBufferReader, google::protobuf::Message>(&bytes,
                                                                                      &message)
      .ok();
}

std::shared_ptr<Exchange> StartUnaryCall(ApiParts parts, const Route& route,
                                         const HttpRequest& request,
                                         const google::protobuf::Message& message,
                                         std::shared_ptr<Responder> responder) {
  auto call = std::make_shared<UnaryCall>(parts, route, std::move(responder));
  call->Start(request, message);
  return call;
}

}  // namespace vedette::gateway
