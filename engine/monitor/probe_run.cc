#include "engine/monitor/probe_run.h"

#include <algorithm>
#include <utility>

#include "engine/base/url.h"
#include "engine/monitor/check_options.h"
#include "engine/monitor/event_time.h"

namespace vedette::monitor {
namespace {

using checks::SessionFact;

constexpr base::milliseconds kPoll{100};
// From the end of the look. With a poll that is late twice, the 5 s of Engine::Probe.
constexpr base::milliseconds kReportDeadline{4800};
constexpr base::seconds kLiveLook{30};
constexpr std::chrono::hours kWholeFile{24 * 365};

bool IsFile(const ProbeRequest& request) {
  return request.allow_files &&
         (request.url.find("://") == std::string::npos || request.url.starts_with("file:"));
}

base::milliseconds DurationOf(const ProbeRequest& request) {
  if (request.duration.count() > 0) return request.duration;
  return IsFile(request) ? kWholeFile : kLiveLook;
}

double Since(base::SteadyTime then, base::SteadyTime now) {
  return std::chrono::duration<double>(now - then).count();
}

}  // namespace

ProbeRun::ProbeRun(const ProbeRequest& request, uint64_t owner, base::WorkerPool& workers,
                   WorkerToolSet& tools, const base::Clock& clock)
    : request_(request),
      file_(IsFile(request)),
      duration_(DurationOf(request)),
      clock_(clock),
      strand_(workers.NewStrand()),
      checks_(CheckOptionsFor(request, false, !file_)),
      analysis_(request.depth, owner, checks_, tools) {
  report_.source = base::RedactUrl(request.url);
  if (file_) analysis_.IgnoreArrivals();
}

ProbeReport ProbeRun::Run(const source::SourceEnvironment& environment,
                          const std::function<bool()>& cancelled) {
  const base::SteadyTime began = clock_.Steady();
  source::SourceSpec spec;
  spec.id = "probe";
  spec.url = request_.url;
  spec.headers = request_.headers;
  spec.media = request_.depth > checks::Depth::kManifest;
  // What is no live stream is read to its end; a live playlist is followed all the same.
  spec.live = false;
  strand_->Post([self = shared_from_this()] { self->Say(SessionFact::Kind::kConnecting); });
  base::Deadline deadline = base::Deadline::Never();
  {
    SourceAttempt attempt(1, shared_from_this(), strand_, clock_);
    attempt.Start(std::move(spec), environment);
    const bool opened = Wait(began, cancelled);
    deadline = base::Deadline::After(kReportDeadline);
    if (!opened) {
      strand_->Post([self = shared_from_this()] {
        if (self->report_.error.empty()) {
          self->report_.error = "io_timeout: the source did not open in time";
        }
      });
    }
  }
  strand_->Post([self = shared_from_this()] { self->Report(); });
  base::MutexLock lock(mutex_);
  while (!reported_) {
    if (!changed_.WaitUntil(mutex_, deadline.at())) break;
  }
  if (!reported_) {
    ProbeReport late;
    late.source = base::RedactUrl(request_.url);
    late.error = "local_fault: this machine is too busy to finish the report";
    return late;
  }
  ProbeReport report = std::move(report_);
  report.wall_seconds = Since(began, clock_.Steady());
  return report;
}

bool ProbeRun::Wait(base::SteadyTime began, const std::function<bool()>& cancelled) {
  base::WallTime ticked = clock_.Wall();
  while (!cancelled()) {
    {
      base::MutexLock lock(mutex_);
      changed_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kPoll);
      if (ended_) return true;
      const base::SteadyTime now = clock_.Steady();
      if (!opened_ && now >= began + request_.open_timeout) return false;
      if (!file_ && opened_ && now >= *opened_ + duration_) return true;
    }
    if (file_ || clock_.Wall() - ticked < base::seconds(1)) continue;
    ticked = clock_.Wall();
    strand_->Post([self = shared_from_this(), ticked] {
      if (!self->over_) self->checks_.Tick(ticked);
      self->Collect();
    });
  }
  return true;
}

void ProbeRun::Say(SessionFact::Kind kind, const base::Status& why) {
  SessionFact fact;
  fact.wall = clock_.Wall();
  fact.kind = kind;
  fact.error_class = why.reason();
  fact.detail = why.message();
  checks_.On(fact);
}

void ProbeRun::OnOpened(const Stamp&, const std::string& container) {
  report_.opened = true;
  report_.container = container;
  Say(SessionFact::Kind::kOpened);
  base::MutexLock lock(mutex_);
  if (!opened_) opened_ = clock_.Steady();
  changed_.NotifyAll();
}

void ProbeRun::OnChunk(const Stamp&, source::Chunk& chunk) {
  if (over_) return;
  Say(SessionFact::Kind::kBytes);
  const base::Status status = analysis_.Process(chunk);
  if (status.ok()) {
    media_seen_ = true;
  } else if (!media_error_) {
    media_error_ = status.reason() + ": " + status.message();
  }
  Collect();
  const double limit = std::chrono::duration<double>(duration_).count();
  if (!file_ || analysis_.End().media < limit) return;
  over_ = true;
  base::MutexLock lock(mutex_);
  ended_ = true;
  changed_.NotifyAll();
}

void ProbeRun::OnPlaylist(const Stamp&, const checks::PlaylistFact& fact) {
  if (!over_) checks_.On(fact);
}

void ProbeRun::OnSegment(const Stamp&, const checks::SegmentFact& fact) {
  if (!over_) checks_.On(fact);
}

void ProbeRun::OnEnd(const Stamp&, const base::Status& status) {
  if (!status.ok()) {
    report_.error = status.reason() + ": " + status.message();
    Say(SessionFact::Kind::kFailed, status);
  }
  over_ = true;
  base::MutexLock lock(mutex_);
  ended_ = true;
  changed_.NotifyAll();
}

void ProbeRun::Collect() {
  for (checks::EventRecord& event : checks_.TakeChanges().events) {
    AlignEnd(event);
    events_.Add(std::move(event));
  }
}

void ProbeRun::Report() {
  over_ = true;
  analysis_.Finish();
  const checks::FactTime end = analysis_.End();
  report_.tracks = analysis_.Tracks(true);
  if (report_.opened && !report_.tracks.empty()) report_.media_seconds = end.media;
  if (report_.opened && !media_seen_ && media_error_ && report_.error.empty()) {
    report_.opened = false;
    report_.error = *media_error_;
  }
  const base::WallTime now = clock_.Wall();
  for (const checks::AlarmRecord& alarm : checks_.Alarms()) {
    if (alarm.state == checks::AlarmState::kRaised) report_.alarms.push_back(alarm);
  }
  report_.verdict = checks_.Judge(now);
  report_.coverage = checks_.Cover(now);
  checks_.Finish(end);
  Collect();
  report_.events = events_.Take();
  if (const ts::Walker* walker = analysis_.walker()) {
    report_.is_ts = true;
    report_.ts_packets = walker->packets();
    report_.ts_bitrate_bps = walker->BitrateBps();
    int64_t losses = 0;
    for (const ts::PidCounters& pid : walker->Pids()) {
      report_.pids.push_back({pid.pid, pid.packets, pid.discontinuities});
      losses += pid.discontinuities;
    }
    report_.ts_errors["ts_continuity"] = losses;
  }
  base::MutexLock lock(mutex_);
  reported_ = true;
  changed_.NotifyAll();
}

}  // namespace vedette::monitor
