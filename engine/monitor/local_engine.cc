#include "engine/monitor/local_engine.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "engine/base/url.h"
#include "engine/media/library_scope.h"
#include "engine/monitor/calibration.h"
#include "engine/monitor/places.h"
#include "engine/monitor/probe_run.h"

namespace vedette::monitor {
namespace {

// Every stream is ticked once a second, a tenth of them at a time.
constexpr base::milliseconds kTickRound{1000};
constexpr base::milliseconds kTickStep{90};
constexpr size_t kTickSteps = 10;
// A start costs some 40 ms at 1080p (describing, two key pictures, a thumbnail): the next ones wait
// while the workers are that far behind.
constexpr base::milliseconds kLagThatHoldsStarts{200};
constexpr base::milliseconds kStartHold{50};
constexpr base::milliseconds kLagWorthALook{250};
constexpr base::seconds kTrimEvery{20};
// What pictures, playlists and requests that come and go need again in the next moment.
constexpr size_t kFreedMemoryKept = 48 << 20;
// Of segments for each worker, unless the network needs more: see ByteBudget.
constexpr int64_t kDownloadWindowBytes = 8 << 20;
constexpr size_t kCloserThreads = 2;
constexpr base::seconds kCloseDeadline{4};
constexpr int kMostProbes = 8;

net::HttpClientOptions HttpOptions(const EngineOptions& options, base::BytePool& buffers) {
  net::HttpClientOptions http;
  http.buffers = &buffers;
  http.deny_private_addresses = options.deny_private_addresses;
  return http;
}

SchedulerOptions PlacesOf(const EngineOptions& options) {
  return {options.max_concurrent, options.start_delay, options.rotation, options.max_restarts,
          options.first_back_off};
}

// "host:port", "" where there is none (files) or where it names no one machine (multicast, "listen
// here").
std::string HostOf(const std::string& text) {
  const base::Result<base::Url> url = base::ParseUrl(text);
  if (!url.ok() || url->host.empty() || url->scheme == "udp" || url->scheme == "rtp") return "";
  return url->host + ":" + (url->port > 0 ? std::to_string(url->port) : url->scheme);
}

// Any other stream of the host would have failed in the same way.
bool IsUnreachable(const base::Status& status) {
  const std::string& why = status.reason();
  return why == "dns" || why == "tcp_refused" || why == "tcp_timeout" || why == "tls";
}

// Whether the change asks for another session.
bool SameSession(const StreamConfig& a, const StreamConfig& b) {
  StreamConfig other = b;
  other.display_name = a.display_name;
  other.labels = a.labels;
  other.paused = a.paused;
  return a == other;
}

}  // namespace

base::Result<std::unique_ptr<Engine>> Engine::Create(EngineOptions options,
                                                     EngineListener& listener,
                                                     const base::Clock& clock) {
  const MachineLimits limits = ReadMachineLimits();
  if (options.workers <= 0) options.workers = limits.cores;
  if (options.max_concurrent <= 0) {
    options.max_concurrent = DefaultPlaces(limits, CalibratedSpeed(options.calibration_file));
  }
  if (options.budget_bytes <= 0) options.budget_bytes = DefaultBudgetBytes(limits);
  return std::unique_ptr<Engine>(
      std::make_unique<LocalEngine>(std::move(options), listener, clock));
}

LocalEngine::LocalEngine(EngineOptions options, EngineListener& listener, const base::Clock& clock)
    : options_(std::move(options)),
      listener_(listener),
      clock_(clock),
      budget_(options_.budget_bytes, options_.workers * kDownloadWindowBytes),
      buffers_(static_cast<size_t>(
          std::min(options_.budget_bytes, options_.workers * kDownloadWindowBytes))),
      shards_(options_.max_concurrent, HttpOptions(options_, buffers_), budget_, clock),
      tools_(static_cast<size_t>(options_.workers)),
      workers_(static_cast<size_t>(options_.workers), "worker"),
      closers_(kCloserThreads, "closer"),
      scheduler_(PlacesOf(options_)) {
  control_ = std::thread([this] { Run(); });
  pthread_setname_np(control_.native_handle(), "control");
}

LocalEngine::~LocalEngine() { Stop(); }

LocalEngine::SessionPtr LocalEngine::NewSession(const StreamConfig& config) {
  return std::make_shared<StreamSession>(
      config, ++owners_, StrandOf(config.id),
      SessionParts{workers_, closers_, tools_, budget_, buffers_, clock_, listener_, *this, shards_,
                   revision_, closing_, options_.connect_timeout, options_.deny_private_addresses,
                   left_threads_});
}

std::shared_ptr<base::Strand> LocalEngine::StrandOf(const std::string& id) {
  base::MutexLock lock(mutex_);
  std::weak_ptr<base::Strand>& known = strands_[id];
  std::shared_ptr<base::Strand> strand = known.lock();
  if (!strand) known = strand = workers_.NewStrand();
  return strand;
}

base::Status LocalEngine::Add(StreamConfig config) {
  VEDETTE_RETURN_IF_ERROR(Validate(config, options_));
  const SessionPtr session = NewSession(config);
  session->Begin(config.paused ? Phase::kPaused : Phase::kQueued);
  {
    base::MutexLock lock(mutex_);
    if (stopping_) return base::Unavailable("", "the engine is stopping");
    const auto [entry, added] = streams_.try_emplace(config.id);
    if (!added) {
      return {base::Code::kAlreadyExists, "id", "a stream " + config.id + " exists already"};
    }
    entry->second.session = session;
    scheduler_.Add(config.id, config.paused, clock_.Steady(), HostOf(config.url));
    entry->second.config = std::move(config);
    changed_ = true;
    wake_.NotifyOne();
  }
  listener_.OnStatus(session->status());
  return {};
}

base::Status LocalEngine::Update(StreamConfig config) {
  VEDETTE_RETURN_IF_ERROR(Validate(config, options_));
  const SessionPtr session = NewSession(config);
  session->Begin(config.paused ? Phase::kPaused : Phase::kQueued);
  bool replaced = false;
  VEDETTE_RETURN_IF_ERROR(Replace(std::move(config), session, replaced));
  if (replaced) listener_.OnStatus(session->status());
  return {};
}

base::Status LocalEngine::Replace(StreamConfig config, const SessionPtr& session, bool& replaced) {
  base::MutexLock lock(mutex_);
  const auto found = streams_.find(config.id);
  if (found == streams_.end()) return base::NotFound("no stream " + config.id);
  Entry& entry = found->second;
  if (!SameSession(entry.config, config)) {
    replaced = true;
    removed_.push_back(std::exchange(entry.session, session));
    scheduler_.Remove(config.id);
    scheduler_.Add(config.id, config.paused, clock_.Steady(), HostOf(config.url));
  } else if (config.paused != entry.config.paused) {
    if (config.paused) {
      scheduler_.Pause(config.id);
    } else {
      scheduler_.Resume(config.id, clock_.Steady());
    }
  }
  entry.config = std::move(config);
  changed_ = true;
  wake_.NotifyOne();
  return {};
}

base::Status LocalEngine::Remove(const std::string& id) {
  base::MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end()) return base::NotFound("no stream " + id);
  removed_.push_back(std::move(found->second.session));
  streams_.erase(found);
  scheduler_.Remove(id);
  changed_ = true;
  wake_.NotifyOne();
  return {};
}

base::Status LocalEngine::Pause(const std::string& id) {
  base::MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end()) return base::NotFound("no stream " + id);
  found->second.config.paused = true;
  scheduler_.Pause(id);
  changed_ = true;
  wake_.NotifyOne();
  return {};
}

base::Status LocalEngine::Resume(const std::string& id) {
  base::MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end()) return base::NotFound("no stream " + id);
  found->second.config.paused = false;
  scheduler_.Resume(id, clock_.Steady());
  changed_ = true;
  wake_.NotifyOne();
  return {};
}

LocalEngine::SessionPtr LocalEngine::Find(const std::string& id) const {
  base::MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second.session;
}

StreamStatusPtr LocalEngine::Get(const std::string& id) const {
  const SessionPtr session = Find(id);
  return session ? session->status() : nullptr;
}

std::vector<StreamStatusPtr> LocalEngine::List() const {
  std::vector<SessionPtr> sessions;
  {
    base::MutexLock lock(mutex_);
    for (const auto& [id, entry] : streams_) sessions.push_back(entry.session);
  }
  std::vector<StreamStatusPtr> list;
  for (const SessionPtr& session : sessions) list.push_back(session->status());
  return list;
}

EngineStats LocalEngine::Stats() const {
  EngineStats stats;
  {
    base::MutexLock lock(mutex_);
    stats.active = scheduler_.active();
    stats.queued = scheduler_.queued();
    stats.total = scheduler_.total();
  }
  stats.max_concurrent = options_.max_concurrent;
  stats.budget_used_bytes = budget_.used_bytes();
  stats.budget_limit_bytes = budget_.limit_bytes();
  stats.media_left_out = budget_.left_out();
  stats.longest_job_wait_seconds = std::chrono::duration<double>(Lag(clock_.Steady())).count();
  stats.job_waits = workers_.Waits();
  return stats;
}

base::Result<media::Bytes> LocalEngine::Thumbnail(const std::string& id) {
  const SessionPtr session = Find(id);
  if (!session) return base::NotFound("no stream " + id);
  const auto picture = session->thumbnail();
  if (!picture) return base::NotFound("no picture of " + id + " yet");
  return *picture;
}

base::Result<ProbeReport> LocalEngine::Probe(const ProbeRequest& request,
                                             const std::function<bool()>& cancelled) {
  VEDETTE_RETURN_IF_ERROR(ValidateProbe(request, options_));
  if (++probes_ > kMostProbes) {
    --probes_;
    return base::Status(base::Code::kResourceExhausted, "", "too many probes are running");
  }
  IoShard& shard = shards_.Join();
  const auto run = std::make_shared<ProbeRun>(request, ++owners_, workers_, tools_, clock_);
  ProbeReport report =
      run->Run({shard.loop, *shard.client, budget_, shard.downloads, clock_, request.open_timeout,
                request.allow_files, options_.deny_private_addresses, &left_threads_},
               [&] { return stopped_ || (cancelled && cancelled()); });
  shards_.Leave(shard);
  --probes_;
  return report;
}

void LocalEngine::OnSessionRunning(const std::string& id) {
  base::MutexLock lock(mutex_);
  scheduler_.OnRunning(id, clock_.Steady());
}

void LocalEngine::OnSessionFailed(const std::string& id, const base::Status& status) {
  base::MutexLock lock(mutex_);
  scheduler_.OnFailed(id, clock_.Steady(), IsUnreachable(status));
  changed_ = true;
  wake_.NotifyOne();
}

void LocalEngine::Run() {
  while (true) {
    {
      base::MutexLock lock(mutex_);
      while (!changed_ && !stopping_) {
        const base::SteadyTime now = clock_.Steady();
        const base::SteadyTime due = std::min(tick_due_, scheduler_.NextDue(now));
        if (due <= now || !wake_.WaitUntil(mutex_, due)) break;
      }
      if (stopping_) return;
      changed_ = false;
    }
    const base::SteadyTime now = clock_.Steady();
    RunDue(now);
    if (now >= tick_due_) {
      tick_due_ = now + kTickStep;
      TickSome(now);
      Govern(now);
    }
    if (now >= trim_due_) {
      trim_due_ = now + kTrimEvery;
      media::ReturnFreedMemory(kFreedMemoryKept);
    }
  }
}

void LocalEngine::RunDue(base::SteadyTime now) {
  std::vector<SessionPtr> removed;
  std::vector<std::pair<Scheduler::Command, SessionPtr>> commands;
  {
    base::MutexLock lock(mutex_);
    removed.swap(removed_);
    if (Lag(now) > kLagThatHoldsStarts) scheduler_.HoldStarts(now + kStartHold);
    for (Scheduler::Command& command : scheduler_.Advance(now)) {
      const auto found = streams_.find(command.id);
      if (found == streams_.end()) continue;
      commands.emplace_back(std::move(command), found->second.session);
    }
  }
  for (const SessionPtr& session : removed) session->End();
  for (const auto& [command, session] : commands) {
    switch (command.kind) {
      case Scheduler::Command::Kind::kStart:
        session->Start(command.restarts);
        break;
      case Scheduler::Command::Kind::kStop:
        session->Stop(command.phase);
        break;
      case Scheduler::Command::Kind::kTell:
        session->Tell(command.phase);
        break;
    }
  }
}

void LocalEngine::TickSome(base::SteadyTime now) {
  if (ticked_.empty()) {
    if (now < round_due_) return;
    round_due_ = now + kTickRound;
    left_threads_.Reap();
  }
  std::vector<SessionPtr> sessions;
  {
    base::MutexLock lock(mutex_);
    if (ticked_.empty()) {
      std::erase_if(strands_, [](const auto& item) { return item.second.expired(); });
    }
    size_t count = (streams_.size() + kTickSteps - 1) / kTickSteps;
    auto next = streams_.upper_bound(ticked_);
    for (; count > 0; --count) {
      if (next == streams_.end()) {
        ticked_.clear();  // the round ends here
        break;
      }
      ticked_ = next->first;
      sessions.push_back(next->second.session);
      ++next;
    }
  }
  for (const SessionPtr& session : sessions) session->Tick();
}

// How far the workers lag behind. What they have not caught up with holds downloads back, too.
base::milliseconds LocalEngine::Lag(base::SteadyTime now) const {
  const base::milliseconds waited = workers_.LongestWait();
  if (budget_.workers_keep_up()) return waited;
  return std::max(waited, shards_.LongestDownloadWait(now));
}

void LocalEngine::Govern(base::SteadyTime now) {
  const base::milliseconds lag = Lag(now);
  if (lag < kLagWorthALook && !lowered_) return;
  std::vector<SessionPtr> sessions;
  {
    base::MutexLock lock(mutex_);
    for (const auto& [id, entry] : streams_) sessions.push_back(entry.session);
  }
  LoadGovernor::Streams streams;
  for (const SessionPtr& session : sessions) {
    if (session->effort() == Effort::kWhole) streams.whole += session->CanLower() ? 1 : 0;
    if (session->effort() == Effort::kThrifty) ++streams.thrifty;
    if (session->effort() == Effort::kPackets) ++streams.packets;
  }
  const LoadGovernor::Move move =
      governor_.Step({now, lag, workers_.Busy(), options_.workers}, streams);
  lowered_ = streams.thrifty + streams.packets + move.count > 0;
  if (move.count > 0) Apply(move, sessions);
}

void LocalEngine::Apply(const LoadGovernor::Move& move, const std::vector<SessionPtr>& sessions) {
  const bool lowers = move.to > move.from;
  std::vector<std::pair<int, StreamSession*>> order;
  for (const SessionPtr& session : sessions) {
    if (session->effort() != move.from || (lowers && !session->CanLower())) continue;
    const int suspicion = session->Suspicion();
    order.emplace_back(lowers ? suspicion : -suspicion, session.get());
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const size_t count = std::min(order.size(), static_cast<size_t>(move.count));
  for (size_t i = 0; i < count; ++i) order[i].second->SetEffort(move.to);
}

void LocalEngine::Stop() {
  std::vector<SessionPtr> sessions;
  {
    base::MutexLock lock(mutex_);
    if (std::exchange(stopping_, true)) return;
    stopped_ = true;
    for (const auto& [id, entry] : streams_) sessions.push_back(entry.session);
    sessions.insert(sessions.end(), removed_.begin(), removed_.end());
    removed_.clear();
    wake_.NotifyOne();
  }
  control_.join();
  for (const SessionPtr& session : sessions) session->Close();
  const base::Deadline deadline = base::Deadline::After(kCloseDeadline);
  while ((closing_ > 0 || probes_ > 0) && !deadline.Passed()) {
    std::this_thread::sleep_for(base::milliseconds(5));
  }
  closers_.Stop();
  left_threads_.JoinAll();
  workers_.Stop();
}

}  // namespace vedette::monitor
