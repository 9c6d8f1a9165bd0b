#pragma once

#include <memory>

#include "engine/base/mutex.h"
#include "grpcpp/grpcpp.h"
#include "service/rpc/stream_hub.h"

namespace vedette::rpc {

// One WatchStreams call: writes what the hub has for it, one message in flight. It keeps itself
// alive until gRPC says that the call is over (OnDone). Synchronised.
class WatchReactor final : public grpc::ServerWriteReactor<v1::WatchStreamsResponse>,
                           public Watcher,
                           public std::enable_shared_from_this<WatchReactor> {
 public:
  // The reactor of a call, attached to the hub; or one that ends the call with why it can't be.
  static grpc::ServerWriteReactor<v1::WatchStreamsResponse>* Start(
      StreamHub& hub, grpc::CallbackServerContext& context, WatchCursor cursor);

  WatchReactor(StreamHub& hub, grpc::CallbackServerContext& context, WatchCursor cursor);

  void Wake(base::SteadyTime now) override EXCLUDES(mutex_);
  void Close() override EXCLUDES(mutex_);
  void Abort() override EXCLUDES(mutex_);

  void OnWriteDone(bool ok) override EXCLUDES(mutex_);
  void OnCancel() override EXCLUDES(mutex_);
  void OnDone() override EXCLUDES(mutex_);

 private:
  // Begins the next write if there is something to write, or the end if that is due.
  // `only_pending`: no look at the hub, only what is left of a long message.
  void Advance(base::SteadyTime now, bool only_pending) EXCLUDES(mutex_);
  void End(base::Status why) EXCLUDES(mutex_);

  StreamHub& hub_;
  base::Mutex mutex_;
  grpc::CallbackServerContext* context_ GUARDED_BY(mutex_);  // null once the call is over
  WatchCursor cursor_ GUARDED_BY(mutex_);
  v1::WatchStreamsResponse message_;  // the one in flight; gRPC's while writing_
  bool writing_ GUARDED_BY(mutex_) = false;
  bool ending_ GUARDED_BY(mutex_) = false;  // end as soon as no write is in flight
  bool ended_ GUARDED_BY(mutex_) = false;   // Finish was called on gRPC: nothing may follow
  base::Status end_status_ GUARDED_BY(mutex_);
  base::SteadyTime last_write_ GUARDED_BY(mutex_){};
  std::shared_ptr<WatchReactor> self_ GUARDED_BY(mutex_);
};

// A call that ends at once with `status`.
grpc::ServerWriteReactor<v1::WatchStreamsResponse>* RefusedWatch(const grpc::Status& status);

}  // namespace vedette::rpc
