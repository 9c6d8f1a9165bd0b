#pragma once

#include <atomic>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/mutex.h"
#include "engine/base/worker_pool.h"
#include "engine/checks/stream_checks.h"
#include "engine/monitor/effort.h"
#include "engine/monitor/engine.h"
#include "engine/monitor/io_shards.h"
#include "engine/monitor/source_attempt.h"
#include "engine/monitor/stream_analysis.h"

namespace vedette::monitor {

// What a session tells the one who schedules it. Called on the strand; must not block.
class SessionFeedback {
 public:
  virtual ~SessionFeedback() = default;
  virtual void OnSessionRunning(const std::string& id) = 0;
  // The attempt is over; the session waits to be told what next.
  virtual void OnSessionFailed(const std::string& id, const base::Status& status) = 0;
};

// What all sessions of an engine share. Outlives them.
struct SessionParts {
  base::WorkerPool& workers;
  base::WorkerPool& closers;  // where sources are stopped, which may take a second each
  WorkerToolSet& tools;
  base::ByteBudget& budget;
  base::BytePool& buffers;
  const base::Clock& clock;
  EngineListener& listener;
  SessionFeedback& feedback;
  IoShards& shards;
  std::atomic<uint64_t>& revision;  // of the last change of any stream
  std::atomic<int>& closing;        // sources that are being stopped
  base::milliseconds connect_timeout;
  bool deny_private_addresses;
  source::LeftThreads& left_threads;
};

// Watches one stream: holds its source while it has a place, and its analysis and checks over all
// tries. Start, Stop and Tell come from the engine's control thread; all state of the stream is
// changed on its strand; status and thumbnail may be read by anybody. The strand is that of the
// stream, so that a session which replaces another tells nothing before that one has ended.
class StreamSession final : public AttemptSink, public std::enable_shared_from_this<StreamSession> {
 public:
  StreamSession(const StreamConfig& config, uint64_t owner, std::shared_ptr<base::Strand> strand,
                const SessionParts& parts);
  ~StreamSession() override;

  // The first status, before anything is known.
  void Begin(Phase phase);
  void Start(int restarts) EXCLUDES(mutex_);
  void Stop(Phase phase) EXCLUDES(mutex_);
  void Tell(Phase phase);
  // Does less while the machine can't keep up, and all of it again afterwards.
  void SetEffort(Effort effort);
  Effort effort() const { return effort_; }
  // Whether less effort would save work: it runs, at a depth that decodes.
  bool CanLower() const EXCLUDES(mutex_);
  // How much there is to lose by lowering it: 0 when nothing on it is suspect.
  int Suspicion() const EXCLUDES(mutex_);
  // Wall time moves on; about once a second.
  void Tick();
  // Stops and tells nothing more, not even what is still on its way: the engine stops.
  void Close() EXCLUDES(mutex_);
  // The same, but for one last thing: events that are open end, and alarms are ok. The stream is
  // gone, or watched by another session.
  void End() EXCLUDES(mutex_);

  StreamStatusPtr status() const EXCLUDES(mutex_);
  std::shared_ptr<const media::Bytes> thumbnail() const EXCLUDES(mutex_);

 private:
  void OnOpened(const Stamp& stamp, const std::string& container) override;
  void OnChunk(const Stamp& stamp, source::Chunk& chunk) override;
  void OnPlaylist(const Stamp& stamp, const checks::PlaylistFact& fact) override;
  void OnSegment(const Stamp& stamp, const checks::SegmentFact& fact) override;
  void OnEnd(const Stamp& stamp, const base::Status& status) override;

  void Post(std::function<void(StreamSession&)> job);
  void BeginAttempt(const Stamp& stamp, int restarts);
  // As deep as the effort allows, and no deeper than what is encrypted can be read.
  void SetDepth(checks::Depth allowed);
  void NoteEncryption(const source::Chunk& chunk);
  void EndAttempt(Phase phase, base::WallTime wall);
  bool IsOver(const Stamp& stamp) const { return stamp.attempt != attempt_ || closed_; }
  void Fail(const base::Status& status, base::WallTime wall);
  void TellChecks(checks::SessionFact::Kind kind, base::WallTime wall,
                  const base::Status& why = {});
  void BecomeRunning();
  // Hands on what the checks found; `must`: the status even when nothing but figures changed.
  void Publish(bool must);
  void Hand(checks::CheckChanges& changes);
  StreamStatusPtr Build(const checks::Verdict& verdict);
  double MillisSinceStart() const;

  const StreamConfig config_;
  const SessionParts parts_;
  const std::shared_ptr<base::Strand> strand_;
  IoShard& shard_;
  std::atomic<bool> closed_{false};

  // The control thread's.
  uint64_t attempts_ = 0;
  std::unique_ptr<SourceAttempt> source_;
  Effort effort_ = Effort::kWhole;

  // The strand's.
  checks::Depth allowed_;  // by the effort
  checks::Depth depth_;    // that runs
  std::bitset<64> encrypted_lanes_;
  checks::StreamChecks checks_;
  StreamAnalysis analysis_;
  uint64_t attempt_ = 0;  // 0: none under way
  Phase phase_ = Phase::kQueued;
  int restarts_ = 0;
  std::string container_;
  std::string last_error_;
  Metrics metrics_;
  base::SteadyTime started_{};
  base::SteadyTime published_{};
  checks::Health health_ = checks::Health::kUnknown;
  base::WallTime health_since_{};
  bool bad_media_ = false;  // said once per attempt

  mutable base::Mutex mutex_;
  StreamStatusPtr status_ GUARDED_BY(mutex_);
  std::shared_ptr<const media::Bytes> thumbnail_ GUARDED_BY(mutex_);
};

}  // namespace vedette::monitor
