#pragma once

#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "client/api/connection.h"
#include "engine/base/mutex.h"

namespace vedette::client {

// A watch of all streams that outlives broken connections: it goes on with the resume token, or
// with a new snapshot where the daemon no longer knows it. One thread reads; the messages wait in a
// queue of kMaxWaiting, and while it is full nothing is read (the daemon merges what is too much).
// Synchronised.
class WatchFeed {
 public:
  static constexpr size_t kMaxWaiting = 64;

  struct Batch {
    std::vector<v1::WatchStreamsResponse> messages;  // heartbeats left out
    std::string trouble;  // why nothing comes at present, "" while connected
    base::Status end;     // not ok: the feed has given up
  };

  // `connection` must outlive the feed. `ids`: only these streams, empty = all.
  WatchFeed(Connection& connection, std::vector<std::string> ids);
  // Cancels the call and joins the thread.
  ~WatchFeed();
  WatchFeed(const WatchFeed&) = delete;
  WatchFeed& operator=(const WatchFeed&) = delete;

  // What has come, waiting for at most `timeout` for the first of it. It gives up when the daemon
  // refuses, or cannot be reached the first time; later it tries again, every 5 s at the slowest.
  Batch Take(base::milliseconds timeout);

 private:
  void Run();
  // One call, until it breaks.
  base::Status Read();
  // False when the feed is to end.
  bool Push(v1::WatchStreamsResponse message);
  bool Pause(base::milliseconds span);

  Connection& connection_;
  const std::vector<std::string> ids_;
  std::string resume_token_;  // the reading thread's
  bool connected_once_ = false;

  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<v1::WatchStreamsResponse> waiting_ GUARDED_BY(mutex_);
  std::string trouble_ GUARDED_BY(mutex_);
  base::Status end_ GUARDED_BY(mutex_);
  grpc::ClientContext* context_ GUARDED_BY(mutex_) = nullptr;
  bool stopping_ GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace vedette::client
