#include "service/app/application.h"

#include <algorithm>
#include <atomic>

#include "grpcpp/grpcpp.h"
#include "service/auth/bearer_guard.h"
#include "service/gateway/gateway.h"
#include "service/logs/engine_log.h"
#include "service/logs/logs.h"
#include "service/rpc/alarm_service.h"
#include "service/rpc/engine_fanout.h"
#include "service/rpc/health_service.h"
#include "service/rpc/log_access.h"
#include "service/rpc/monitoring_service.h"
#include "service/rpc/server_host.h"
#include "service/store/sqlite/sqlite_store.h"

namespace vedette::app {
namespace {

// Shares of the 10 s in which the daemon must be gone; the engine takes 5 s at most. Each step is
// short when nobody holds on to anything.
constexpr std::chrono::milliseconds kWatchGrace{1000};
constexpr std::chrono::milliseconds kAnswerGrace{500};
constexpr std::chrono::milliseconds kCallGrace{1000};
constexpr std::chrono::milliseconds kStopTime{9000};
constexpr std::chrono::milliseconds kLastWrites{500};

logs::LogOptions ToLogOptions(const config::Settings& settings) {
  logs::LogOptions options;
  options.directory = settings.log_dir;
  options.max_size_bytes = settings.max_log_size_bytes;
  options.max_files = settings.max_log_files;
  options.retention = settings.log_retention;
  return options;
}

// The faults of the probe itself that need no history (checks.md, group L).
bool ProbeFault(const rpc::ProcessUsage& usage, const monitor::EngineStats& engine) {
  const bool fds = usage.fds_limit > 0 && usage.fds_in_use > 0.8 * usage.fds_limit;
  const bool disk =
      usage.disk_total_bytes > 0 && usage.disk_free_bytes < 0.05 * usage.disk_total_bytes;
  return fds || disk || engine.longest_job_wait_seconds > 1;
}

}  // namespace

monitor::EngineOptions ToEngineOptions(const config::Settings& settings) {
  monitor::EngineOptions options;
  options.max_concurrent = settings.max_concurrent_monitors;
  options.calibration_file = (settings.data_dir / "decode-speed").string();
  options.start_delay = settings.monitor_start_delay;
  options.rotation = settings.monitor_rotation;
  options.max_restarts = settings.monitor_max_restarts;
  options.allowed_schemes = settings.allowed_schemes;
  options.deny_private_addresses = settings.deny_private_addresses;
  return options;
}

// In the order in which they start, each standing on those before it; destroyed the other way
// round.
struct Application::Parts {
  Parts(const config::Settings& s, const base::Clock& c) : settings(s), clock(c) {}

  base::Status Start(const EngineMaker& maker, const std::string& version);
  base::Status StartEngine(const EngineMaker& maker);
  base::Status StartServices(const std::string& version);
  void Stop();
  rpc::DaemonState State() const;
  void SetReady(bool value);

  const config::Settings settings;
  const base::Clock& clock;
  std::atomic<bool> ready{false};
  bool stopped = false;
  int loaded = 0;

  std::unique_ptr<logs::Logs> logs;
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<logs::EngineLog> engine_log;
  std::unique_ptr<rpc::StreamHub> hub;
  std::unique_ptr<rpc::AlarmBook> alarms;
  std::unique_ptr<rpc::EngineFanout> fanout;
  std::unique_ptr<monitor::Engine> engine;
  std::unique_ptr<rpc::StreamRegistry> registry;
  std::unique_ptr<rpc::ProcessStats> process;
  std::unique_ptr<auth::BearerGuard> bearers;
  std::unique_ptr<rpc::CallGuard> guard;
  std::unique_ptr<rpc::MonitoringServiceImpl> monitoring;
  std::unique_ptr<rpc::AlarmServiceImpl> alarm_service;
  std::unique_ptr<rpc::HealthServiceImpl> health;
  std::unique_ptr<rpc::LogServiceImpl> log_service;
  std::unique_ptr<rpc::ServerHost> host;
  std::unique_ptr<gateway::Gateway> gateway;
};

base::Status Application::Parts::Start(const EngineMaker& maker, const std::string& version) {
  auto opened_logs = logs::Logs::Create(ToLogOptions(settings), clock);
  if (!opened_logs.ok()) return opened_logs.status();
  logs = std::move(*opened_logs);

  store::SqliteStoreOptions options;
  options.directory = settings.data_dir;
  auto opened_store = store::SqliteStore::Open(options, clock);
  if (!opened_store.ok()) return opened_store.status();
  store = std::move(*opened_store);

  VEDETTE_RETURN_IF_ERROR(StartEngine(maker));
  VEDETTE_RETURN_IF_ERROR(StartServices(version));
  SetReady(true);
  logs->Info("started", {{"version", version},
                         {"http_port", gateway->port()},
                         {"grpc_port", host->port()},
                         {"streams", loaded},
                         {"max_concurrent", engine->Stats().max_concurrent}});
  return base::Status::Ok();
}

base::Status Application::Parts::StartEngine(const EngineMaker& maker) {
  engine_log = std::make_unique<logs::EngineLog>(*logs);
  hub = std::make_unique<rpc::StreamHub>(rpc::HubOptions{}, clock);
  alarms = std::make_unique<rpc::AlarmBook>(*store, clock);
  VEDETTE_RETURN_IF_ERROR(alarms->Load().Wrap("reading the alarms of the last run"));
  fanout = std::make_unique<rpc::EngineFanout>(
      std::vector<monitor::EngineListener*>{engine_log.get(), hub.get(), alarms.get()});

  const monitor::EngineOptions options = ToEngineOptions(settings);
  auto made = maker.create(options, *fanout, clock);
  if (!made.ok()) return made.status().Wrap("starting the engine");
  engine = std::move(*made);
  registry = std::make_unique<rpc::StreamRegistry>(
      *store, *engine, *hub, [validate = maker.validate, options](const auto& config) {
        return validate(config, options);
      });
  std::vector<std::string> refused;
  const auto count = registry->Load(&refused);
  if (!count.ok()) return count.status().Wrap("reading the streams");
  loaded = *count;
  for (const std::string& stream : refused) {
    logs->Warning("a stored stream is not watched: " + stream);
  }
  return base::Status::Ok();
}

base::Status Application::Parts::StartServices(const std::string& version) {
  process = std::make_unique<rpc::ProcessStats>(settings.data_dir.string());
  bearers = std::make_unique<auth::BearerGuard>(settings.jwt_secret, clock);
  guard = std::make_unique<rpc::CallGuard>(*bearers);
  const rpc::LogAccess log_access =
      rpc::MakeLogAccess(*logs, static_cast<int>(settings.log_retention.count()));
  monitoring = std::make_unique<rpc::MonitoringServiceImpl>(
      rpc::MonitoringParts{*guard, clock, *engine, *registry, *hub, *alarms, *process,
                           log_access.figures, [this] { return store->Connections(); }});
  alarm_service = std::make_unique<rpc::AlarmServiceImpl>(*guard, *engine, *alarms, *store);
  health =
      std::make_unique<rpc::HealthServiceImpl>(*guard, clock, *process, [this] { return State(); });
  log_service = std::make_unique<rpc::LogServiceImpl>(*guard, log_access);

  rpc::ServerOptions grpc_options;
  grpc_options.address = settings.bind_address;
  grpc_options.port = settings.grpc_port;
  auto served = rpc::ServerHost::Start(
      grpc_options, {monitoring.get(), alarm_service.get(), health.get(), log_service.get()});
  if (!served.ok()) return served.status();
  host = std::move(*served);

  gateway::GatewayOptions http_options;
  http_options.http.address = settings.bind_address;
  http_options.http.port = settings.port;
  http_options.tokens_required = !settings.jwt_secret.empty();
  http_options.version = version;
  auto opened = gateway::Gateway::Start(http_options, {*guard, clock, *engine, *store, *process},
                                        host->InProcessChannel());
  if (!opened.ok()) return opened.status();
  gateway = std::move(*opened);
  return base::Status::Ok();
}

void Application::Parts::SetReady(bool value) {
  ready = value;
  if (host != nullptr) host->SetReady(value);
  if (gateway != nullptr) gateway->SetReady(value);
}

rpc::DaemonState Application::Parts::State() const {
  rpc::DaemonState state;
  state.monitoring = ready;
  state.store_connected = store->connected();
  state.probe_fault = ProbeFault(process->Read(clock.Steady()), engine->Stats());
  return state;
}

// Also of what was started by half.
void Application::Parts::Stop() {
  if (stopped) return;
  stopped = true;
  const base::Deadline deadline = base::Deadline::After(kStopTime);
  if (logs != nullptr) logs->Info("stopping");
  SetReady(false);
  if (monitoring != nullptr) monitoring->Stop();
  if (gateway != nullptr) gateway->Drain();
  if (hub != nullptr) hub->Stop(kWatchGrace);
  if (gateway != nullptr) gateway->Stop(kAnswerGrace);
  if (host != nullptr) host->Stop(kCallGrace);
  if (engine != nullptr) engine->Stop();
  const auto last = base::Deadline::After(std::max(deadline.Left(), kLastWrites));
  if (store != nullptr) store->Stop(last);
  if (logs == nullptr) return;
  logs->Info("stopped");
  logs->Flush(base::Deadline::After(kLastWrites));
}

base::Result<std::unique_ptr<Application>> Application::Start(const config::Settings& settings,
                                                              const EngineMaker& engine,
                                                              const base::Clock& clock,
                                                              const std::string& version) {
  std::unique_ptr<Application> application(
      new Application(std::make_unique<Parts>(settings, clock)));
  const base::Status started = application->parts_->Start(engine, version);
  if (started.ok()) return application;
  if (application->parts_->logs != nullptr) application->log().Error(started.message());
  return started;
}

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Application::~Application() { Stop(); }

void Application::Stop() { parts_->Stop(); }

int Application::port() const { return parts_->gateway->port(); }

int Application::grpc_port() const { return parts_->host->port(); }

int Application::max_concurrent() const { return parts_->engine->Stats().max_concurrent; }

int Application::loaded_streams() const { return parts_->loaded; }

logs::Log& Application::log() { return *parts_->logs; }

}  // namespace vedette::app
