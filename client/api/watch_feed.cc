#include "client/api/watch_feed.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace vedette::client {
namespace {

constexpr base::milliseconds kFirstPause{500};
constexpr base::milliseconds kLongestPause{5000};

// Whether trying again may help.
bool IsPassing(const base::Status& status) {
  switch (status.code()) {
    case base::Code::kInvalidArgument:
    case base::Code::kNotFound:
    case base::Code::kPermissionDenied:
    case base::Code::kUnauthenticated:
    case base::Code::kUnimplemented:
      return false;
    default:
      return true;
  }
}

}  // namespace

WatchFeed::WatchFeed(Connection& connection, std::vector<std::string> ids)
    : connection_(connection), ids_(std::move(ids)), thread_([this] { Run(); }) {
  pthread_setname_np(thread_.native_handle(), "watch");
}

WatchFeed::~WatchFeed() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  changed_.NotifyAll();
  thread_.join();
}

WatchFeed::Batch WatchFeed::Take(base::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  Batch batch;
  {
    base::MutexLock lock(mutex_);
    while (waiting_.empty() && end_.ok() && changed_.WaitUntil(mutex_, deadline)) {
    }
    batch.messages.assign(std::make_move_iterator(waiting_.begin()),
                          std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    batch.trouble = trouble_;
    batch.end = end_;
  }
  changed_.NotifyAll();
  return batch;
}

void WatchFeed::Run() {
  base::milliseconds pause = kFirstPause;
  while (true) {
    const std::string token = resume_token_;
    const base::Status status = Read();
    if (status.code() == base::Code::kOutOfRange && !resume_token_.empty()) {
      resume_token_.clear();
      continue;
    }
    {
      base::MutexLock lock(mutex_);
      if (stopping_) return;
      if (!connected_once_ || !IsPassing(status)) {
        end_ = status;
        changed_.NotifyAll();
        return;
      }
      trouble_ = status.message();
    }
    changed_.NotifyAll();
    if (token != resume_token_) pause = kFirstPause;  // something came through
    if (!Pause(pause)) return;
    pause = std::min(pause * 2, kLongestPause);
  }
}

base::Status WatchFeed::Read() {
  grpc::ClientContext context;
  connection_.Prepare(context, false);
  {
    base::MutexLock lock(mutex_);
    if (stopping_) return base::Status::Ok();
    context_ = &context;
  }
  v1::WatchStreamsRequest request;
  for (const std::string& id : ids_) request.add_ids(id);
  request.set_resume_token(resume_token_);
  const auto reader = connection_.monitoring().WatchStreams(&context, request);
  v1::WatchStreamsResponse message;
  while (reader->Read(&message)) {
    connected_once_ = true;
    if (!message.resume_token().empty()) resume_token_ = message.resume_token();
    if (!Push(std::exchange(message, {}))) context.TryCancel();
  }
  const grpc::Status end = reader->Finish();
  {
    base::MutexLock lock(mutex_);
    context_ = nullptr;
  }
  if (end.ok()) return base::Unavailable(kUnreachable, "the daemon has ended the watch");
  return connection_.ToStatus(end);
}

bool WatchFeed::Push(v1::WatchStreamsResponse message) {
  {
    base::MutexLock lock(mutex_);
    trouble_.clear();
    while (waiting_.size() >= kMaxWaiting && !stopping_) changed_.Wait(mutex_);
    if (stopping_) return false;
    if (message.kind() != v1::WATCH_KIND_HEARTBEAT) waiting_.push_back(std::move(message));
  }
  changed_.NotifyAll();
  return true;
}

bool WatchFeed::Pause(base::milliseconds span) {
  const auto deadline = std::chrono::steady_clock::now() + span;
  base::MutexLock lock(mutex_);
  while (!stopping_ && changed_.WaitUntil(mutex_, deadline)) {
  }
  return !stopping_;
}

}  // namespace vedette::client
