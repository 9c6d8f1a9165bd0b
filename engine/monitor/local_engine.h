#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/byte_budget.h"
#include "engine/base/mutex.h"
#include "engine/base/worker_pool.h"
#include "engine/monitor/engine.h"
#include "engine/monitor/io_shards.h"
#include "engine/monitor/load_governor.h"
#include "engine/monitor/scheduler.h"
#include "engine/monitor/stream_session.h"
#include "engine/monitor/worker_tools.h"

namespace vedette::monitor {

// The engine in this process. Threads, whatever the number of streams: one control thread (starts,
// stops, rotates and ticks streams), the event loops, as many workers as cores, and two that wait
// for sources to stop; and one more for each source of a blocking library, joined at the latest in
// Stop.
class LocalEngine final : public Engine, private SessionFeedback {
 public:
  // `options` are complete (no zero that means "find out").
  LocalEngine(EngineOptions options, EngineListener& listener, const base::Clock& clock);
  ~LocalEngine() override;

  base::Status Add(StreamConfig config) override EXCLUDES(mutex_);
  base::Status Update(StreamConfig config) override EXCLUDES(mutex_);
  base::Status Remove(const std::string& id) override EXCLUDES(mutex_);
  base::Status Pause(const std::string& id) override EXCLUDES(mutex_);
  base::Status Resume(const std::string& id) override EXCLUDES(mutex_);
  StreamStatusPtr Get(const std::string& id) const override EXCLUDES(mutex_);
  std::vector<StreamStatusPtr> List() const override EXCLUDES(mutex_);
  EngineStats Stats() const override EXCLUDES(mutex_);
  base::Result<media::Bytes> Thumbnail(const std::string& id) override EXCLUDES(mutex_);
  base::Result<ProbeReport> Probe(const ProbeRequest& request,
                                  const std::function<bool()>& cancelled) override;
  void Stop() override EXCLUDES(mutex_);

 private:
  using SessionPtr = std::shared_ptr<StreamSession>;
  struct Entry {
    StreamConfig config;
    SessionPtr session;
  };

  void OnSessionRunning(const std::string& id) override EXCLUDES(mutex_);
  void OnSessionFailed(const std::string& id, const base::Status& status) override EXCLUDES(mutex_);

  SessionPtr Find(const std::string& id) const EXCLUDES(mutex_);
  SessionPtr NewSession(const StreamConfig& config) EXCLUDES(mutex_);
  // What is told of a stream goes one way, also when one session of it follows another.
  std::shared_ptr<base::Strand> StrandOf(const std::string& id) EXCLUDES(mutex_);
  // Takes `session` where the change asks for another one.
  base::Status Replace(StreamConfig config, const SessionPtr& session, bool& replaced)
      EXCLUDES(mutex_);
  void Run() EXCLUDES(mutex_);
  void RunDue(base::SteadyTime now) EXCLUDES(mutex_);
  void TickSome(base::SteadyTime now) EXCLUDES(mutex_);
  base::milliseconds Lag(base::SteadyTime now) const;
  void Govern(base::SteadyTime now) EXCLUDES(mutex_);
  // Lowers the least suspicious first, and restores the most suspicious first.
  static void Apply(const LoadGovernor::Move& move, const std::vector<SessionPtr>& sessions);

  const EngineOptions options_;
  EngineListener& listener_;
  const base::Clock& clock_;
  base::ByteBudget budget_;
  base::BytePool buffers_;
  source::LeftThreads left_threads_;
  std::atomic<uint64_t> revision_{0};
  std::atomic<uint64_t> owners_{0};
  std::atomic<int> closing_{0};
  std::atomic<int> probes_{0};
  std::atomic<bool> stopped_{false};
  IoShards shards_;
  WorkerToolSet tools_;
  base::WorkerPool workers_;
  base::WorkerPool closers_;

  mutable base::Mutex mutex_;
  base::CondVar wake_;
  std::map<std::string, Entry> streams_ GUARDED_BY(mutex_);
  Scheduler scheduler_ GUARDED_BY(mutex_);
  // Removed sessions that the control thread has not ended yet.
  std::vector<SessionPtr> removed_ GUARDED_BY(mutex_);
  // By stream. They live while a session of it does, be it one that ends.
  std::map<std::string, std::weak_ptr<base::Strand>> strands_ GUARDED_BY(mutex_);
  bool changed_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;

  // The control thread's.
  std::string ticked_;  // id of the stream ticked last
  base::SteadyTime tick_due_{};
  base::SteadyTime round_due_{};  // when the next round of ticks may begin
  base::SteadyTime trim_due_{};
  LoadGovernor governor_;
  bool lowered_ = false;  // a stream is looked at with less than the whole effort

  std::thread control_;
};

}  // namespace vedette::monitor
