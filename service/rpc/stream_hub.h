#pragma once

#include <memory>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/monitor/engine.h"
#include "service/rpc/watch_log.h"

namespace vedette::rpc {

struct HubOptions {
  // Changes are told at most this often to one watcher, all at once.
  std::chrono::milliseconds interval{100};
  std::chrono::milliseconds heartbeat{15000};
  std::chrono::milliseconds token_life{600000};
  int max_watchers = 256;
  size_t max_items = 200;  // streams in one message
};

// One reader of the live feed. Wake is called on the hub's thread and must not block.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void Wake(base::SteadyTime now) = 0;
  // The hub stops: end the call with UNAVAILABLE as soon as no write is in flight.
  virtual void Close() = 0;
  // Close was asked for and the reader does not take its last message: break the call.
  virtual void Abort() = 0;
};

// A watcher's place in the feed: what it has, what it is still to be given. Confined to its
// watcher (one call at a time).
struct WatchCursor {
  std::unordered_set<std::string> ids;  // empty = all
  bool snapshot = true;                 // wants one first
  uint64_t revision = 0;                // everything up to here was handed over
  uint64_t pulled = 0;                  // `pending` brings it up to here
  std::vector<WatchItem> pending;       // at most one per stream
  size_t next = 0;                      // in `pending`
  int32_t merged = 0;                   // goes out with the next message
};

// Between the engine and everybody who watches live: keeps the present state of every stream and
// hands each watcher what changed since it was last told, at its own pace. Nothing is queued per
// change: a slow watcher costs one entry per stream and gets the newest state with the number of
// changes that were merged into it.
//
// Synchronised. Engine calls (OnStatus) take one short lock and never wait for a watcher. Attached
// watchers are kept alive by the hub until they detach; every one of them must be finished before
// the gRPC server is shut down: Stop does that.
class StreamHub final : public monitor::EngineListener {
 public:
  // `clock` must outlive the hub.
  StreamHub(HubOptions options, const base::Clock& clock);
  ~StreamHub() override;

  // What a client may see of a stream's configuration: new or changed, or gone. Configure comes
  // before Engine::Add, Remove after Engine::Remove.
  void Configure(ShownStream config) EXCLUDES(mutex_);
  void Remove(const std::string& id) EXCLUDES(mutex_);

  void OnStatus(const monitor::StreamStatusPtr& status) override EXCLUDES(mutex_);
  void OnEvent(const std::string&, const checks::EventRecord&) override {}
  void OnAlarm(const std::string&, const checks::AlarmRecord&) override {}
  void OnLog(const std::string&, const std::string&, const std::string&) override {}

  // The place a request asks for. kInvalidArgument (ids, resume_token), kOutOfRange for a token
  // that is too old or of another daemon.
  base::Result<WatchCursor> Open(const v1::WatchStreamsRequest& request) EXCLUDES(mutex_);
  // kResourceExhausted when too many watch already, kUnavailable after Stop.
  base::Status Attach(std::shared_ptr<Watcher> watcher, const std::unordered_set<std::string>& ids)
      EXCLUDES(mutex_);
  void Detach(const Watcher* watcher) EXCLUDES(mutex_);

  // The next message for the place, or false when there is nothing to tell. Called by the watcher
  // when no write of it is in flight.
  bool Next(const Watcher* watcher, WatchCursor& cursor, v1::WatchStreamsResponse* message)
      EXCLUDES(mutex_);
  // A message with nothing but a fresh token.
  v1::WatchStreamsResponse Heartbeat(const WatchCursor& cursor) const;
  const HubOptions& options() const { return options_; }
  const base::Clock& clock() const { return clock_; }

  int watchers() const EXCLUDES(mutex_);

  // Finishes every watcher and waits until all have detached; those that have not after half of
  // `grace` are broken off. False when some remained. Idempotent.
  bool Stop(std::chrono::milliseconds grace) EXCLUDES(mutex_);

 private:
  struct Attached {
    std::shared_ptr<Watcher> watcher;
    std::unordered_set<std::string> ids;
    int64_t changes = 0;  // of its streams, since its last Next
  };

  void Count(const std::string& id) REQUIRES(mutex_);
  void Run() EXCLUDES(mutex_);
  std::vector<std::shared_ptr<Watcher>> Watchers() const EXCLUDES(mutex_);
  std::string Token(const WatchCursor& cursor, uint64_t revision) const;

  const HubOptions options_;
  const base::Clock& clock_;
  const uint64_t epoch_;  // tells this hub's tokens from another's
  mutable base::Mutex mutex_;
  base::CondVar wake_;
  base::CondVar detached_;
  WatchLog log_ GUARDED_BY(mutex_);
  std::vector<Attached> attached_ GUARDED_BY(mutex_);
  bool dirty_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  bool stopped_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace vedette::rpc
