// vedetted: the daemon.
#include <sysexits.h>

#include <cstdio>
#include <string>

#include "engine/base/clock.h"
#include "engine/media/library_scope.h"
#include "engine/media/log_bridge.h"
#include "engine/monitor/engine.h"
#include "engine/net/curl_scope.h"
#include "service/app/application.h"
#include "service/app/descriptor_limit.h"
#include "service/app/signals.h"
#include "service/config/settings_loader.h"

namespace vedette::app {
namespace {

// "host:port", brackets around IPv6.
std::string Endpoint(const std::string& address, int port) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

void Complain(const std::string& line) { std::fprintf(stderr, "vedetted: %s\n", line.c_str()); }

// What libav says goes into the log of the stream at work while this lives.
class LibavLog {
 public:
  explicit LibavLog(logs::Log& log) {
    media::LogBridge::SetSink(
        [&log](std::string_view stream_id, media::LogLevel level, std::string_view line) {
          const auto as = level == media::LogLevel::kError     ? logs::Level::kError
                          : level == media::LogLevel::kWarning ? logs::Level::kWarning
                                                               : logs::Level::kInfo;
          log.Write(as, stream_id, line, {{"from", "libav"}});
        });
  }
  ~LibavLog() { media::LogBridge::SetSink(nullptr); }
  LibavLog(const LibavLog&) = delete;
  LibavLog& operator=(const LibavLog&) = delete;
};

int Run(const config::LoadedSettings& loaded) {
  const config::Settings& settings = loaded.settings;
  Signals signals;
  const int descriptors = RaiseDescriptorLimit();
  const net::CurlScope curl;
  const media::LibraryScope libav;
  const base::SystemClock clock;
  auto application = Application::Start(settings, {&monitor::Engine::Create, &monitor::Validate},
                                        clock, VEDETTE_VERSION);
  if (!application.ok()) {
    Complain(application.status().message());
    return EXIT_FAILURE;
  }
  const LibavLog libav_log((*application)->log());
  for (const std::string& warning : loaded.warnings) (*application)->log().Warning(warning);
  std::printf("up to %d streams at the same time fit (%d file descriptors); %d are stored\n",
              (*application)->max_concurrent(), descriptors, (*application)->loaded_streams());
  std::printf("listening on http://%s, gRPC %s\n",
              Endpoint(settings.bind_address, (*application)->port()).c_str(),
              Endpoint(settings.bind_address, (*application)->grpc_port()).c_str());
  std::fflush(stdout);
  signals.Wait();
  (*application)->Stop();
  return EXIT_SUCCESS;
}

int Main(int argc, char** argv) {
  config::LoadInputs inputs;
  inputs.arguments.assign(argv + 1, argv + argc);
  inputs.environment = config::ProcessEnvironment();
  const auto loaded = config::LoadSettings(inputs);
  if (!loaded.ok()) {
    Complain(loaded.status().message());
    return EX_USAGE;
  }
  switch (loaded->action) {
    case config::Action::kHelp:
      std::fputs(config::HelpText().c_str(), stdout);
      return EXIT_SUCCESS;
    case config::Action::kVersion:
      std::puts("vedetted " VEDETTE_VERSION);
      return EXIT_SUCCESS;
    case config::Action::kCheckConfig:
    case config::Action::kRun:
      break;
  }
  for (const std::string& warning : loaded->warnings) Complain("warning: " + warning);
  if (loaded->action == config::Action::kCheckConfig) {
    std::fputs(config::Describe(loaded->settings).c_str(), stdout);
    return EXIT_SUCCESS;
  }
  return Run(*loaded);
}

}  // namespace
}  // namespace vedette::app

int main(int argc, char** argv) { return vedette::app::Main(argc, argv); }
