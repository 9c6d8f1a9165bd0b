#include "service/rpc/stream_hub.h"

#include <pthread.h>

#include <algorithm>
#include <cstdio>
#include <random>

namespace vedette::rpc {
namespace {

constexpr int kMaxIds = 1000;
constexpr size_t kMaxIdBytes = 63;

uint64_t IdsHash(const std::unordered_set<std::string>& ids) {
  uint64_t sum = ids.size();
  for (const std::string& id : ids) sum += std::hash<std::string>{}(id)*0x9e3779b97f4a7c15ULL;
  return sum & 0xffffffffULL;
}

uint64_t RandomEpoch() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

}  // namespace

StreamHub::StreamHub(HubOptions options, const base::Clock& clock)
    : options_(options), clock_(clock), epoch_(RandomEpoch()), log_(options.token_life) {
  thread_ = std::thread([this] { Run(); });
  pthread_setname_np(thread_.native_handle(), "vedette-hub");
}

StreamHub::~StreamHub() { Stop(std::chrono::milliseconds(1000)); }

void StreamHub::Configure(ShownStream config) {
  base::MutexLock lock(mutex_);
  const std::string id = config->id();
  if (log_.Configure(id, std::move(config), clock_.Steady()) != 0) Count(id);
}

void StreamHub::Remove(const std::string& id) {
  base::MutexLock lock(mutex_);
  if (log_.Remove(id, clock_.Steady()) != 0) Count(id);
}

void StreamHub::OnStatus(const monitor::StreamStatusPtr& status) {
  base::MutexLock lock(mutex_);
  if (log_.Publish(status, clock_.Steady()) != 0) Count(status->id);
}

void StreamHub::Count(const std::string& id) {
  for (Attached& entry : attached_) {
    if (entry.ids.empty() || entry.ids.count(id) != 0) ++entry.changes;
  }
  if (dirty_ || attached_.empty()) return;
  dirty_ = true;
  wake_.NotifyAll();
}

base::Result<WatchCursor> StreamHub::Open(const v1::WatchStreamsRequest& request) {
  WatchCursor cursor;
  if (request.ids_size() > kMaxIds) {
    return base::InvalidArgument("ids", "at most 1000 ids; watch all of them with none");
  }
  for (const std::string& id : request.ids()) {
    if (id.size() > kMaxIdBytes) return base::InvalidArgument("ids", "an id has at most 63 bytes");
    cursor.ids.insert(id);
  }
  const std::string& token = request.resume_token();
  if (token.empty()) return cursor;

  unsigned long long epoch = 0, revision = 0, ids = 0;
  int length = 0;
  if (token.size() > 64 ||
      std::sscanf(token.c_str(), "%16llx-%16llx-%8llx%n", &epoch, &revision, &ids, &length) != 3 ||
      static_cast<size_t>(length) != token.size()) {
    return base::InvalidArgument("resume_token", "is not one that this API gave");
  }
  const base::Status too_old(base::Code::kOutOfRange, "resume_token_too_old",
                             "resume_token is too old: begin again without it");
  if (epoch != epoch_) return too_old;
  if (ids != IdsHash(cursor.ids)) {
    return base::InvalidArgument("resume_token", "was given for other ids");
  }
  base::MutexLock lock(mutex_);
  if (!log_.CanContinue(revision, clock_.Steady())) return too_old;
  cursor.snapshot = false;
  cursor.revision = revision;
  return cursor;
}

base::Status StreamHub::Attach(std::shared_ptr<Watcher> watcher,
                               const std::unordered_set<std::string>& ids) {
  base::MutexLock lock(mutex_);
  if (stopping_) return base::Unavailable("stopping", "the daemon is stopping");
  if (static_cast<int>(attached_.size()) >= options_.max_watchers) {
    return {base::Code::kResourceExhausted, "too_many_watchers",
            "already " + std::to_string(attached_.size()) + " watches are open"};
  }
  attached_.push_back({std::move(watcher), ids, 0});
  dirty_ = true;  // it wants its snapshot
  wake_.NotifyAll();
  return base::Status::Ok();
}

void StreamHub::Detach(const Watcher* watcher) {
  std::shared_ptr<Watcher> last;  // released outside the lock
  base::MutexLock lock(mutex_);
  const auto found = std::find_if(attached_.begin(), attached_.end(), [&](const Attached& entry) {
    return entry.watcher.get() == watcher;
  });
  if (found == attached_.end()) return;
  last = std::move(found->watcher);
  attached_.erase(found);
  detached_.NotifyAll();
}

bool StreamHub::Next(const Watcher* watcher, WatchCursor& cursor,
                     v1::WatchStreamsResponse* message) {
  if (cursor.next == cursor.pending.size()) {
    base::MutexLock lock(mutex_);
    if (!cursor.snapshot && log_.head() == cursor.revision) return false;
    const bool resumed = cursor.pulled == 0 && !cursor.snapshot;
    cursor.pending =
        cursor.snapshot ? log_.Snapshot(cursor.ids) : log_.Since(cursor.revision, cursor.ids);
    cursor.next = 0;
    cursor.pulled = log_.head();
    cursor.merged = 0;
    for (Attached& entry : attached_) {
      if (entry.watcher.get() != watcher) continue;
      const int64_t more = entry.changes - static_cast<int64_t>(cursor.pending.size());
      // Changes from before the watch began are no delta of it.
      if (!cursor.snapshot && !resumed && more > 0) cursor.merged = static_cast<int32_t>(more);
      entry.changes = 0;
    }
    if (!cursor.snapshot && cursor.pending.empty()) {  // only streams it does not watch
      cursor.revision = cursor.pulled;
      return false;
    }
  }
  message->Clear();
  message->set_kind(cursor.snapshot ? v1::WATCH_KIND_SNAPSHOT : v1::WATCH_KIND_DELTA);
  const size_t end = std::min(cursor.pending.size(), cursor.next + options_.max_items);
  for (; cursor.next < end; ++cursor.next) {
    const WatchItem& item = cursor.pending[cursor.next];
    if (cursor.snapshot) {
      *message->add_streams() = WholeStream(item);
    } else {
      *message->add_deltas() = ToDelta(item);
    }
  }
  message->set_merged(cursor.merged);
  cursor.merged = 0;
  if (cursor.next == cursor.pending.size()) {
    if (cursor.snapshot) message->set_snapshot_complete(true);
    cursor.snapshot = false;
    cursor.revision = cursor.pulled;
    cursor.pending.clear();
    cursor.pending.shrink_to_fit();
    cursor.next = 0;
    message->set_resume_token(Token(cursor, cursor.revision));
  }
  message->set_revision(static_cast<int64_t>(cursor.revision));
  return true;
}

v1::WatchStreamsResponse StreamHub::Heartbeat(const WatchCursor& cursor) const {
  v1::WatchStreamsResponse message;
  message.set_kind(v1::WATCH_KIND_HEARTBEAT);
  message.set_revision(static_cast<int64_t>(cursor.revision));
  message.set_resume_token(Token(cursor, cursor.revision));
  return message;
}

std::string StreamHub::Token(const WatchCursor& cursor, uint64_t revision) const {
  char text[64];
  std::snprintf(text, sizeof(text), "%016llx-%016llx-%08llx",
                static_cast<unsigned long long>(epoch_), static_cast<unsigned long long>(revision),
                static_cast<unsigned long long>(IdsHash(cursor.ids)));
  return text;
}

int StreamHub::watchers() const {
  base::MutexLock lock(mutex_);
  return static_cast<int>(attached_.size());
}

std::vector<std::shared_ptr<Watcher>> StreamHub::Watchers() const {
  base::MutexLock lock(mutex_);
  std::vector<std::shared_ptr<Watcher>> watchers;
  watchers.reserve(attached_.size());
  for (const Attached& entry : attached_) watchers.push_back(entry.watcher);
  return watchers;
}

void StreamHub::Run() {
  auto next = std::chrono::steady_clock::now();
  const auto idle =
      std::min<std::chrono::milliseconds>(options_.heartbeat, std::chrono::seconds(1));
  while (true) {
    {
      base::MutexLock lock(mutex_);
      const auto beat = std::chrono::steady_clock::now() + idle;
      while (!stopping_ && !dirty_ && wake_.WaitUntil(mutex_, beat)) {
      }
      while (!stopping_ && std::chrono::steady_clock::now() < next) wake_.WaitUntil(mutex_, next);
      if (stopping_) return;
      dirty_ = false;
    }
    next = std::chrono::steady_clock::now() + options_.interval;
    for (const auto& watcher : Watchers()) watcher->Wake(clock_.Steady());
  }
}

bool StreamHub::Stop(std::chrono::milliseconds grace) {
  const auto begin = std::chrono::steady_clock::now();
  {
    base::MutexLock lock(mutex_);
    if (stopped_) return attached_.empty();
    stopping_ = true;
    stopped_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
  for (const auto& watcher : Watchers()) watcher->Close();
  const auto wait = [this](std::chrono::steady_clock::time_point until) {
    base::MutexLock lock(mutex_);
    while (!attached_.empty() && detached_.WaitUntil(mutex_, until)) {
    }
    return attached_.empty();
  };
  if (wait(begin + grace / 2)) return true;
  for (const auto& watcher : Watchers()) watcher->Abort();
  return wait(begin + grace);
}

}  // namespace vedette::rpc
