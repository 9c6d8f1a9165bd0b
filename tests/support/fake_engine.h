#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/monitor/engine.h"

namespace vedette::testing_support {

// An engine without media: it keeps configurations, and its streams are in the state that the test
// puts them in. Synchronised.
class FakeEngine final : public monitor::Engine {
 public:
  explicit FakeEngine(monitor::EngineListener* listener) : listener_(listener) {}

  base::Status Add(monitor::StreamConfig config) override {
    if (!fail_add_.empty() && config.id == fail_add_) return base::Internal("no room for it");
    monitor::StreamStatus status;
    {
      base::MutexLock lock(mutex_);
      if (streams_.count(config.id) != 0) return {base::Code::kAlreadyExists, "id", "twice"};
      status.id = config.id;
      status.phase = config.paused ? monitor::Phase::kPaused : monitor::Phase::kQueued;
      streams_[config.id].config = std::move(config);
    }
    Publish(status);
    return base::Status::Ok();
  }

  base::Status Update(monitor::StreamConfig config) override {
    base::MutexLock lock(mutex_);
    const auto found = streams_.find(config.id);
    if (found == streams_.end()) return base::NotFound("unknown stream");
    found->second.config = std::move(config);
    ++found->second.updates;
    return base::Status::Ok();
  }

  base::Status Remove(const std::string& id) override {
    base::MutexLock lock(mutex_);
    return streams_.erase(id) == 1 ? base::Status::Ok() : base::NotFound("unknown stream");
  }

  base::Status Pause(const std::string& id) override {
    return SetPhase(id, monitor::Phase::kPaused);
  }
  base::Status Resume(const std::string& id) override {
    return SetPhase(id, monitor::Phase::kQueued);
  }

  monitor::StreamStatusPtr Get(const std::string& id) const override {
    base::MutexLock lock(mutex_);
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second.status;
  }

  std::vector<monitor::StreamStatusPtr> List() const override {
    base::MutexLock lock(mutex_);
    std::vector<monitor::StreamStatusPtr> list;
    for (const auto& [id, stream] : streams_) {
      if (stream.status != nullptr) list.push_back(stream.status);
    }
    return list;
  }

  monitor::EngineStats Stats() const override {
    base::MutexLock lock(mutex_);
    monitor::EngineStats stats;
    stats.max_concurrent = 50;
    for (const auto& [id, stream] : streams_) {
      ++stats.total;
      if (stream.status == nullptr) continue;
      stats.queued += stream.status->phase == monitor::Phase::kQueued ? 1 : 0;
      stats.active += stream.status->phase == monitor::Phase::kRunning ? 1 : 0;
    }
    return stats;
  }

  base::Result<media::Bytes> Thumbnail(const std::string& id) override {
    const auto status = Get(id);
    if (status == nullptr || !status->has_thumbnail) return base::NotFound("no picture yet");
    const std::string jpeg = "\xff\xd8 a picture";
    return media::Bytes(jpeg.begin(), jpeg.end());
  }

  base::Result<monitor::ProbeReport> Probe(const monitor::ProbeRequest& request,
                                           const std::function<bool()>& cancelled) override {
    {
      base::MutexLock lock(mutex_);
      last_probe_ = request;
    }
    if (request.url == "http://busy/") {
      return base::Status(base::Code::kResourceExhausted, "too_many_probes", "too many probes run");
    }
    if (request.url == "http://slow/") {
      base::MutexLock lock(mutex_);
      base::CondVar never;
      while (!cancelled()) {
        never.WaitUntil(mutex_, std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
      }
      return base::Status(base::Code::kCancelled, "cancelled", "cancelled");
    }
    monitor::ProbeReport report;
    report.source = "http://host/***";
    report.opened = true;
    report.container = "mpegts";
    return report;
  }

  void Stop() override {}

  // For tests.

  // Makes it the stream's state and tells the listener.
  void Publish(monitor::StreamStatus status) {
    const auto published = std::make_shared<const monitor::StreamStatus>(std::move(status));
    {
      base::MutexLock lock(mutex_);
      const auto found = streams_.find(published->id);
      if (found != streams_.end()) found->second.status = published;
    }
    if (listener_ != nullptr) listener_->OnStatus(published);
  }
  monitor::EngineListener* listener() { return listener_; }
  monitor::StreamConfig Config(const std::string& id) const {
    base::MutexLock lock(mutex_);
    const auto found = streams_.find(id);
    return found == streams_.end() ? monitor::StreamConfig{} : found->second.config;
  }
  int Updates(const std::string& id) const {
    base::MutexLock lock(mutex_);
    const auto found = streams_.find(id);
    return found == streams_.end() ? 0 : found->second.updates;
  }
  monitor::ProbeRequest last_probe() const {
    base::MutexLock lock(mutex_);
    return last_probe_;
  }
  // Adding this id fails.
  void FailAdd(const std::string& id) { fail_add_ = id; }

 private:
  struct Stream {
    monitor::StreamConfig config;
    monitor::StreamStatusPtr status;
    int updates = 0;
  };

  base::Status SetPhase(const std::string& id, monitor::Phase phase) {
    const auto before = Get(id);
    if (before == nullptr) return base::NotFound("unknown stream");
    monitor::StreamStatus status = *before;
    status.phase = phase;
    Publish(status);
    return base::Status::Ok();
  }

  monitor::EngineListener* const listener_;
  std::string fail_add_;
  mutable base::Mutex mutex_;
  std::map<std::string, Stream> streams_ GUARDED_BY(mutex_);
  monitor::ProbeRequest last_probe_ GUARDED_BY(mutex_);
};

}  // namespace vedette::testing_support
