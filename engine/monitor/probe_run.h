#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/mutex.h"
#include "engine/base/worker_pool.h"
#include "engine/checks/stream_checks.h"
#include "engine/monitor/engine.h"
#include "engine/monitor/probe_events.h"
#include "engine/monitor/source_attempt.h"
#include "engine/monitor/stream_analysis.h"

namespace vedette::monitor {

// Checks what Engine::Probe checks.
base::Status ValidateProbe(const ProbeRequest& request, const EngineOptions& options);

// One bounded look at one source. Held by a shared_ptr, as its jobs are; used once.
class ProbeRun final : public AttemptSink, public std::enable_shared_from_this<ProbeRun> {
 public:
  // `owner`: a number that no stream has. The others must outlive the run.
  ProbeRun(const ProbeRequest& request, uint64_t owner, base::WorkerPool& workers,
           WorkerToolSet& tools, const base::Clock& clock);

  // Blocks until the media is over, the duration has passed since the source opened, the source
  // failed, or `cancelled` says so.
  ProbeReport Run(const source::SourceEnvironment& environment,
                  const std::function<bool()>& cancelled) EXCLUDES(mutex_);

 private:
  void OnOpened(const Stamp& stamp, const std::string& container) override;
  void OnChunk(const Stamp& stamp, source::Chunk& chunk) override;
  void OnPlaylist(const Stamp& stamp, const checks::PlaylistFact& fact) override;
  void OnSegment(const Stamp& stamp, const checks::SegmentFact& fact) override;
  void OnEnd(const Stamp& stamp, const base::Status& status) override;

  void Say(checks::SessionFact::Kind kind, const base::Status& why = {});
  void Collect();
  void Report();
  bool Wait(base::SteadyTime began, const std::function<bool()>& cancelled) EXCLUDES(mutex_);

  const ProbeRequest request_;
  const bool file_;
  const base::milliseconds duration_;
  const base::Clock& clock_;
  const std::shared_ptr<base::Strand> strand_;

  // The strand's.
  checks::StreamChecks checks_;
  StreamAnalysis analysis_;
  ProbeReport report_;
  ProbeEvents events_;
  bool over_ = false;
  bool media_seen_ = false;
  std::optional<std::string> media_error_;

  base::Mutex mutex_;
  base::CondVar changed_;
  std::optional<base::SteadyTime> opened_ GUARDED_BY(mutex_);
  bool ended_ GUARDED_BY(mutex_) = false;
  bool reported_ GUARDED_BY(mutex_) = false;
};

}  // namespace vedette::monitor
