#include "engine/monitor/stream_session.h"

#include <algorithm>
#include <utility>

#include "engine/base/url.h"
#include "engine/monitor/check_options.h"
#include "engine/monitor/event_time.h"

namespace vedette::monitor {
namespace {

using checks::SessionFact;

// How often figures alone are worth a new status.
constexpr base::seconds kFiguresEvery{2};

std::string ErrorText(const base::Status& status) {
  const std::string& reason = status.reason().empty() ? "local_fault" : status.reason();
  return reason + ": " + status.message();
}

checks::Depth DepthAt(Effort effort, checks::Depth asked) {
  if (effort == Effort::kWhole) return asked;
  return std::min(asked,
                  effort == Effort::kThrifty ? checks::Depth::kKeyframes : checks::Depth::kPackets);
}

const char* WordsFor(Effort effort, checks::Depth asked) {
  if (effort == Effort::kWhole) return "looked at as deeply as asked for again";
  if (effort == Effort::kPackets) return "the machine is busy: only headers are looked at";
  return asked == checks::Depth::kFull
             ? "the machine is busy: only key pictures and sound are looked at"
             : "the machine is busy: sound is heard in samples while it is loud";
}

}  // namespace

StreamSession::StreamSession(const StreamConfig& config, uint64_t owner,
                             std::shared_ptr<base::Strand> strand, const SessionParts& parts)
    : config_(config),
      parts_(parts),
      strand_(std::move(strand)),
      shard_(parts.shards.Join()),
      allowed_(config.depth),
      depth_(config.depth),
      checks_(CheckOptionsFor(config, owner)),
      analysis_(config.depth, owner, checks_, parts.tools) {}

StreamSession::~StreamSession() { parts_.shards.Leave(shard_); }

void StreamSession::Post(std::function<void(StreamSession&)> job) {
  strand_->Post([self = shared_from_this(), job = std::move(job)] {
    if (!self->closed_) job(*self);
  });
}

void StreamSession::Begin(Phase phase) {
  phase_ = phase;
  health_since_ = parts_.clock.Wall();
  base::MutexLock lock(mutex_);
  status_ = Build(checks_.Judge(health_since_));
}

void StreamSession::Start(int restarts) {
  const uint64_t attempt = ++attempts_;
  const Stamp stamp{attempt, parts_.clock.Wall()};
  Post([stamp, restarts](StreamSession& self) { self.BeginAttempt(stamp, restarts); });
  source::SourceSpec spec;
  spec.id = config_.id;
  spec.url = config_.url;
  spec.headers = config_.headers;
  spec.renditions = config_.renditions;
  spec.media = config_.depth > checks::Depth::kManifest;
  source_ = std::make_unique<SourceAttempt>(attempt, shared_from_this(), strand_, parts_.clock);
  source_->Start(std::move(spec), {shard_.loop, *shard_.client, parts_.budget, shard_.downloads,
                                   parts_.clock, parts_.connect_timeout, false,
                                   parts_.deny_private_addresses, &parts_.left_threads});
}

void StreamSession::Stop(Phase phase) {
  if (source_) {
    std::shared_ptr<SourceAttempt> source = std::move(source_);
    ++parts_.closing;
    parts_.closers.NewStrand()->Post([source, &closing = parts_.closing]() mutable {
      source.reset();
      --closing;
    });
  }
  Post([phase, wall = parts_.clock.Wall()](StreamSession& self) { self.EndAttempt(phase, wall); });
}

void StreamSession::Tell(Phase phase) {
  Post([phase, wall = parts_.clock.Wall()](StreamSession& self) {
    self.phase_ = phase;
    if (phase == Phase::kPaused) self.TellChecks(SessionFact::Kind::kStopped, wall);
    self.Publish(true);
  });
}

bool StreamSession::CanLower() const {
  return config_.depth >= checks::Depth::kKeyframes && status()->phase == Phase::kRunning;
}

int StreamSession::Suspicion() const {
  const StreamStatusPtr now = status();
  return static_cast<int>(now->alarms.size()) + 100 - now->verdict.score;
}

void StreamSession::SetEffort(Effort effort) {
  effort_ = effort;
  Post([effort](StreamSession& self) {
    const checks::Depth depth = DepthAt(effort, self.config_.depth);
    // Never at full: what is lowered from there is looked at as at keyframes, whole.
    self.analysis_.SetThrifty(effort == Effort::kThrifty && depth == self.config_.depth);
    self.SetDepth(depth);
    self.parts_.listener.OnLog(self.config_.id, "info", WordsFor(effort, self.config_.depth));
    self.Publish(true);
  });
}

void StreamSession::SetDepth(checks::Depth allowed) {
  allowed_ = allowed;
  const checks::Depth depth =
      encrypted_lanes_.none() ? allowed : std::min(allowed, checks::Depth::kPackets);
  if (std::exchange(depth_, depth) == depth) return;
  checks_.SetDepth(depth);
  analysis_.SetDepth(depth);
}

void StreamSession::NoteEncryption(const source::Chunk& chunk) {
  const size_t lane = static_cast<size_t>(chunk.lane) % encrypted_lanes_.size();
  const bool before = encrypted_lanes_.any();
  encrypted_lanes_[lane] = chunk.encrypted;
  if (encrypted_lanes_.any() == before) return;
  if (!before) {
    last_error_ = "encrypted_no_key: the samples are encrypted, only headers are looked at";
    parts_.listener.OnLog(config_.id, "warning", last_error_);
  }
  SetDepth(allowed_);
}

void StreamSession::Tick() {
  // What arrived before now is in the strand before this: a machine that lags behind is not taken
  // for a stream that says nothing.
  Post([wall = parts_.clock.Wall()](StreamSession& self) {
    self.checks_.Tick(wall);
    self.Publish(false);
  });
}

void StreamSession::Close() {
  closed_ = true;
  Stop(Phase::kQueued);
}

void StreamSession::End() {
  Close();
  // Not by Post: this is the one job that a closed session still does.
  strand_->Post([self = shared_from_this(), wall = parts_.clock.Wall()] {
    self->checks_.End(wall);
    checks::CheckChanges changes = self->checks_.TakeChanges();
    self->Hand(changes);
  });
}

void StreamSession::BeginAttempt(const Stamp& stamp, int restarts) {
  attempt_ = stamp.attempt;
  restarts_ = restarts;
  phase_ = Phase::kConnecting;
  started_ = parts_.clock.Steady();
  bad_media_ = false;
  encrypted_lanes_.reset();
  SetDepth(allowed_);
  analysis_.Reconnect();
  TellChecks(SessionFact::Kind::kConnecting, stamp.wall);
  Publish(true);
}

void StreamSession::EndAttempt(Phase phase, base::WallTime wall) {
  attempt_ = 0;
  phase_ = phase;
  // Backing off is no rest: the stream should be there, and is not.
  if (phase != Phase::kBackingOff && phase != Phase::kFailed) {
    TellChecks(SessionFact::Kind::kStopped, wall);
  }
  if (phase == Phase::kFailed) TellChecks(SessionFact::Kind::kGaveUp, wall);
  Publish(true);
}

void StreamSession::TellChecks(SessionFact::Kind kind, base::WallTime wall,
                               const base::Status& why) {
  SessionFact fact;
  fact.wall = wall;
  fact.kind = kind;
  fact.error_class = why.reason();
  fact.detail = why.message();
  checks_.On(fact);
}

double StreamSession::MillisSinceStart() const {
  return std::chrono::duration<double, std::milli>(parts_.clock.Steady() - started_).count();
}

void StreamSession::OnOpened(const Stamp& stamp, const std::string& container) {
  if (IsOver(stamp)) return;
  container_ = container;
  metrics_.open_milliseconds = MillisSinceStart();
  metrics_.first_packet_milliseconds = metrics_.first_key_frame_milliseconds = 0;
  TellChecks(SessionFact::Kind::kOpened, stamp.wall);
  Publish(true);
}

void StreamSession::BecomeRunning() {
  if (phase_ != Phase::kConnecting) return;
  phase_ = Phase::kRunning;
  parts_.feedback.OnSessionRunning(config_.id);
}

void StreamSession::OnChunk(const Stamp& stamp, source::Chunk& chunk) {
  if (IsOver(stamp)) return;
  TellChecks(SessionFact::Kind::kBytes, stamp.wall);
  int64_t bytes = static_cast<int64_t>(chunk.data.size());
  for (const media::PacketPtr& packet : chunk.packets) bytes += packet->unit.size_bytes;
  metrics_.bytes_received += bytes;
  if (metrics_.first_packet_milliseconds == 0) {
    metrics_.first_packet_milliseconds = MillisSinceStart();
  }
  NoteEncryption(chunk);
  const base::Status status = analysis_.Process(chunk);
  // Those of sockets are of sizes that no segment has.
  if (chunk.kind == source::Chunk::Kind::kSegment) parts_.buffers.Give(std::move(chunk.data));
  if (!status.ok() && !std::exchange(bad_media_, true)) {
    parts_.listener.OnLog(config_.id, "warning", ErrorText(status));
  }
  bool must = false;
  if (analysis_.has_tracks() && phase_ == Phase::kConnecting) {
    BecomeRunning();
    must = true;
  }
  if (analysis_.has_key() && metrics_.first_key_frame_milliseconds == 0) {
    metrics_.first_key_frame_milliseconds = MillisSinceStart();
    must = true;
  }
  Publish(must);
}

void StreamSession::OnPlaylist(const Stamp& stamp, const checks::PlaylistFact& fact) {
  if (IsOver(stamp)) return;
  checks_.On(fact);
  const bool manifest_only = config_.depth == checks::Depth::kManifest;
  if (manifest_only && fact.problem == checks::PlaylistFact::Problem::kNone) BecomeRunning();
  Publish(false);
}

void StreamSession::OnSegment(const Stamp& stamp, const checks::SegmentFact& fact) {
  if (IsOver(stamp)) return;
  if (fact.problem == checks::SegmentFact::Problem::kNone) {
    metrics_.segment_download_seconds = fact.download_seconds;
  } else {
    parts_.listener.OnLog(config_.id, "warning", "segment: " + fact.detail);
  }
  checks_.On(fact);
  Publish(false);
}

void StreamSession::OnEnd(const Stamp& stamp, const base::Status& status) {
  if (IsOver(stamp)) return;
  // A live stream does not end by itself.
  Fail(status.ok() ? base::Unavailable("eof", "the stream ended") : status, stamp.wall);
}

void StreamSession::Fail(const base::Status& status, base::WallTime wall) {
  attempt_ = 0;
  last_error_ = ErrorText(status);
  TellChecks(SessionFact::Kind::kFailed, wall, status);
  parts_.listener.OnLog(config_.id, "warning", last_error_);
  Publish(true);
  parts_.feedback.OnSessionFailed(config_.id, status);
}

void StreamSession::Publish(bool must) {
  checks::CheckChanges changes = checks_.TakeChanges();
  const base::SteadyTime steady = parts_.clock.Steady();
  StreamStatusPtr status;
  if (must || !changes.alarms.empty() || steady >= published_ + kFiguresEvery) {
    published_ = steady;
    const base::WallTime now = parts_.clock.Wall();
    const checks::Verdict verdict = checks_.Judge(now);
    if (std::exchange(health_, verdict.health) != verdict.health) health_since_ = now;
    status = Build(verdict);
    // Whoever hears of an alarm and asks for the status finds it there.
    base::MutexLock lock(mutex_);
    status_ = status;
    thumbnail_ = analysis_.thumbnail();
  }
  Hand(changes);
  if (status) parts_.listener.OnStatus(status);
}

void StreamSession::Hand(checks::CheckChanges& changes) {
  for (checks::EventRecord& event : changes.events) {
    AlignEnd(event);
    parts_.listener.OnEvent(config_.id, event);
  }
  for (const checks::AlarmRecord& alarm : changes.alarms) {
    parts_.listener.OnAlarm(config_.id, alarm);
  }
}

StreamStatusPtr StreamSession::Build(const checks::Verdict& verdict) {
  auto status = std::make_shared<StreamStatus>();
  status->id = config_.id;
  status->revision = ++parts_.revision;
  status->phase = phase_;
  status->verdict = verdict;
  status->since = health_since_;
  status->last_error = last_error_;
  status->restarts = restarts_;
  status->container = container_;
  status->tracks = analysis_.Tracks(false);
  metrics_.bitrate_bps = analysis_.bitrate_bps();
  metrics_.frame_rate = analysis_.frame_rate();
  metrics_.gop_seconds = analysis_.gop_seconds();
  metrics_.decoded_pictures = analysis_.decoded_pictures();
  metrics_.decode_errors = analysis_.decode_errors();
  status->metrics = metrics_;
  status->alarms = checks_.Alarms();
  status->coverage = checks_.Cover(parts_.clock.Wall());
  status->coverage.thrifty = analysis_.thrifty();
  status->coverage.sizes_no_evidence = analysis_.blind();
  status->has_thumbnail = analysis_.thumbnail() != nullptr;
  return status;
}

StreamStatusPtr StreamSession::status() const {
  base::MutexLock lock(mutex_);
  return status_;
}

std::shared_ptr<const media::Bytes> StreamSession::thumbnail() const {
  base::MutexLock lock(mutex_);
  return thumbnail_;
}

}  // namespace vedette::monitor
