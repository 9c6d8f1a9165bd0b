#include "engine/base/mutex.h"
#include "grpcpp/grpcpp.h"
#include "service/gateway/api_call.h"
#include "service/gateway/http_error.h"
#include "service/gateway/json.h"
#include "service/gateway/request_message.h"

namespace vedette::gateway {
namespace {

constexpr char kToken[] = "resume_token";
using google::protobuf::Message;
using Reactor = grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

bool WantsEvents(const HttpRequest& request) {
  return request.accept.find("text/event-stream") != std::string::npos;
}

// Calls into gRPC are made without the lock: they may call back at once.
class StreamCall final : public Exchange,
                         public Reactor,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  StreamCall(ApiParts parts, const Route& route, HttpRequest request,
             std::unique_ptr<Message> message, std::shared_ptr<Responder> responder)
      : parts_(parts),
        route_(route),
        events_(WantsEvents(request)),
        caller_(std::move(request)),
        message_(std::move(message)),
        responder_(std::move(responder)) {}

  void Start() {
    // A browser that comes back says where it was.
    const auto* token = TextField(*message_->GetDescriptor(), kToken);
    const auto& reflection = *message_->GetReflection();
    if (events_ && token != nullptr && !caller_.last_event_id.empty() &&
        reflection.GetString(*message_, token).empty()) {
      reflection.SetString(message_.get(), token, caller_.last_event_id);
      may_start_over_ = true;
    }
    parts_.tracker.Begin();
    self_ = shared_from_this();
    Call();
  }

  void Pull() override EXCLUDES(mutex_) {
    {
      base::MutexLock lock(mutex_);
      if (cancelled_ || released_) return;
      reading_ = true;
    }
    StartRead(&response_);
  }

  void Cancel() override EXCLUDES(mutex_) {
    bool release = false;
    std::shared_ptr<grpc::ClientContext> context;
    {
      base::MutexLock lock(mutex_);
      if (cancelled_) return;
      cancelled_ = true;
      if (released_) return;
      context = context_;
      release = released_ = !reading_;
    }
    context->TryCancel();
    if (release) RemoveHold();
  }

  void OnReadDone(bool ok) override EXCLUDES(mutex_) {
    bool release = false;
    {
      base::MutexLock lock(mutex_);
      reading_ = false;
      release = released_ = !ok || cancelled_;
    }
    if (release) {
      RemoveHold();
    } else {
      Tell();
    }
  }

  void OnDone(const grpc::Status& status) override {
    if (!begun_ && may_start_over_ && status.error_code() == grpc::StatusCode::OUT_OF_RANGE) {
      may_start_over_ = false;
      message_->GetReflection()->ClearField(message_.get(),
                                            TextField(*message_->GetDescriptor(), kToken));
      Call();
      return;
    }
    if (!begun_ && !status.ok()) {
      responder_->Send(ErrorResponse(status));
    } else {
      Begin();
      if (!status.ok()) responder_->Piece(Format("error", "", ErrorResponse(status).body));
      responder_->End();
    }
    responder_.reset();
    CallTracker& tracker = parts_.tracker;
    self_.reset();  // may be the last of this
    tracker.End();
  }

 private:
  // The hold keeps gRPC's side of the call there while only the HTTP client is waited for.
  void Call() EXCLUDES(mutex_) {
    const auto context = std::make_shared<grpc::ClientContext>();
    AddCaller(caller_, *context);
    request_ = Serialize(*message_);
    parts_.stub.PrepareBidiStreamingCall(context.get(), route_.full_name(), {}, this);
    bool cancelled = false;
    {
      base::MutexLock lock(mutex_);
      context_ = context;
      released_ = false;
      reading_ = true;
      cancelled = cancelled_;
    }
    if (cancelled) context->TryCancel();
    AddHold();
    StartWriteLast(&request_, {});
    StartRead(&response_);
    StartCall();
  }

  void Begin() {
    if (begun_) return;
    begun_ = true;
    HttpResponse head;
    head.content_type = events_ ? "text/event-stream" : "application/x-ndjson";
    head.headers.emplace_back("X-Accel-Buffering", "no");  // proxies pass pieces on at once
    responder_->Begin(std::move(head));
  }

  // Hands over the message that was read.
  void Tell() {
    const auto message = NewMessage(*route_.method->output_type());
    std::string id;
    base::Result<std::string> json = base::Internal("the message is damaged");
    if (Parse(response_, *message)) {
      const auto* token = TextField(*message->GetDescriptor(), kToken);
      if (token != nullptr) id = message->GetReflection()->GetString(*message, token);
      json = ToJson(*message);
    }
    Begin();
    responder_->Piece(json.ok() ? Format("", id, *json)
                                : Format("error", "", ErrorResponse(json.status()).body));
  }

  std::string Format(const std::string& event, const std::string& id,
                     const std::string& json) const {
    if (!events_) return json + "\n";
    std::string text;
    if (!event.empty()) text += "event: " + event + "\n";
    if (!id.empty()) text += "id: " + id + "\n";
    return text + "data: " + json + "\n\n";
  }

  const ApiParts parts_;
  const Route& route_;
  const bool events_;
  const HttpRequest caller_;
  std::unique_ptr<Message> message_;
  bool may_start_over_ = false;           // without the token that came as Last-Event-ID
  bool begun_ = false;                    // reactions only, like the next ones
  std::shared_ptr<Responder> responder_;  // until the last word
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::shared_ptr<StreamCall> self_;  // while gRPC may call

  base::Mutex mutex_;
  std::shared_ptr<grpc::ClientContext> context_ GUARDED_BY(mutex_);
  bool reading_ GUARDED_BY(mutex_) = false;
  bool released_ GUARDED_BY(mutex_) = false;  // the hold was given back
  bool cancelled_ GUARDED_BY(mutex_) = false;
};

}  // namespace

std::shared_ptr<Exchange> StartStreamCall(ApiParts parts, const Route& route,
                                          const HttpRequest& request,
                                          std::unique_ptr<Message> message,
                                          std::shared_ptr<Responder> responder) {
  auto call =
      std::make_shared<StreamCall>(parts, route, request, std::move(message), std::move(responder));
  call->Start();
  return call;
}

}  // namespace vedette::gateway
