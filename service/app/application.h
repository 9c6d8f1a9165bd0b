// The room service/app: the daemon itself. Application builds, starts and stops everything in one
// visible order (application.cc); main.cc is the program around it: settings, signals, limits, the
// libraries' process-wide state.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/monitor/engine.h"
#include "service/config/settings.h"
#include "service/logs/log.h"

namespace vedette::app {

// Where the engine comes from: monitor::Engine::Create and monitor::Validate in the daemon.
struct EngineMaker {
  std::function<base::Result<std::unique_ptr<monitor::Engine>>(
      monitor::EngineOptions, monitor::EngineListener&, const base::Clock&)>
      create;
  std::function<base::Status(const monitor::StreamConfig&, const monitor::EngineOptions&)> validate;
};

// What the settings say of the engine.
monitor::EngineOptions ToEngineOptions(const config::Settings& settings);

// The running daemon. Confined to one thread; `log` is synchronised.
class Application {
 public:
  // Blocks until everything runs and says so (/readyz, health "readiness"), or until what was
  // started is stopped again because something could not be: a directory, the store (10 s), a port.
  // The failure is one line that names it. `clock` must outlive the application.
  static base::Result<std::unique_ptr<Application>> Start(const config::Settings& settings,
                                                          const EngineMaker& engine,
                                                          const base::Clock& clock,
                                                          const std::string& version);
  // Stops, if that was not done.
  ~Application();

  // Readiness goes down, watches and calls end, streams are closed, the store and the logs are
  // written. Blocks for less than 10 s. Idempotent.
  void Stop();

  int port() const;
  int grpc_port() const;
  // Places for streams, and streams that the store held.
  int max_concurrent() const;
  int loaded_streams() const;
  // The daemon's log, for what happens outside of the application. Until it is destroyed.
  logs::Log& log();

 private:
  struct Parts;
  explicit Application(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace vedette::app
