#include "service/rpc/watch_reactor.h"

#include <utility>

#include "service/rpc/api_error.h"

namespace vedette::rpc {
namespace {

class RefusedReactor final : public grpc::ServerWriteReactor<v1::WatchStreamsResponse> {
 public:
  explicit RefusedReactor(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchStreamsResponse>* RefusedWatch(const grpc::Status& status) {
  return new RefusedReactor(status);
}

grpc::ServerWriteReactor<v1::WatchStreamsResponse>* WatchReactor::Start(
    StreamHub& hub, grpc::CallbackServerContext& context, WatchCursor cursor) {
  const auto ids = cursor.ids;
  auto reactor = std::make_shared<WatchReactor>(hub, context, std::move(cursor));
  const base::Status attached = hub.Attach(reactor, ids);
  if (!attached.ok()) return RefusedWatch(ToGrpcStatus(attached));
  {
    base::MutexLock lock(reactor->mutex_);
    reactor->self_ = reactor;
  }
  reactor->Wake(hub.clock().Steady());
  return reactor.get();
}

WatchReactor::WatchReactor(StreamHub& hub, grpc::CallbackServerContext& context, WatchCursor cursor)
    : hub_(hub), context_(&context), cursor_(std::move(cursor)) {}

void WatchReactor::Wake(base::SteadyTime now) { Advance(now, false); }

void WatchReactor::Advance(base::SteadyTime now, bool only_pending) {
  bool end = false;
  base::Status why;
  {
    base::MutexLock lock(mutex_);
    if (ended_ || writing_) return;
    if (ending_) {
      ended_ = end = true;
      why = end_status_;
    } else if (only_pending && cursor_.pending.empty()) {
      return;
    } else if (hub_.Next(this, cursor_, &message_)) {
      writing_ = true;
    } else if (now - last_write_ >= hub_.options().heartbeat) {
      message_ = hub_.Heartbeat(cursor_);
      writing_ = true;
    } else {
      return;
    }
    last_write_ = now;
  }
  if (end) {
    Finish(ToGrpcStatus(why));
  } else {
    StartWrite(&message_);
  }
}

void WatchReactor::End(base::Status why) {
  {
    base::MutexLock lock(mutex_);
    if (ending_) return;
    ending_ = true;
    end_status_ = std::move(why);
  }
  Advance(hub_.clock().Steady(), true);
}

void WatchReactor::Close() { End(base::Unavailable("stopping", "the daemon is stopping")); }

void WatchReactor::Abort() {
  base::MutexLock lock(mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

void WatchReactor::OnWriteDone(bool ok) {
  {
    base::MutexLock lock(mutex_);
    writing_ = false;
  }
  if (!ok) End({base::Code::kCancelled, "cancelled", "the reader is gone"});
  Advance(hub_.clock().Steady(), true);
}

void WatchReactor::OnCancel() { End({base::Code::kCancelled, "cancelled", "cancelled"}); }

void WatchReactor::OnDone() {
  std::shared_ptr<WatchReactor> self;
  {
    base::MutexLock lock(mutex_);
    context_ = nullptr;
    self = std::move(self_);
  }
  hub_.Detach(this);
}

}  // namespace vedette::rpc
