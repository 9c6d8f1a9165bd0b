#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "client/cli/shell.h"

namespace {

std::atomic<bool> interrupted{false};

void OnSignal(int) { interrupted = true; }

void CatchSignals() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void AddCommonOptions(CLI::App& app, vedette::cli::Shell& shell) {
  app.add_option("--address", shell.connection.address, "gRPC address of the daemon, host:port")
      ->envname("VEDETTE_ADDRESS")
      ->capture_default_str();
  app.add_option("--token", shell.connection.token,
                 "bearer token (better in the environment: arguments can be seen by others)")
      ->envname("VEDETTE_TOKEN");
  app.add_flag("--tls", shell.connection.tls, "speak TLS to the daemon");
  app.add_option("--tls-ca", shell.connection.ca_file, "certificates to trust, PEM (implies --tls)")
      ->envname("VEDETTE_TLS_CA");
  app.add_option("--timeout", shell.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  app.add_flag("--json", shell.json, "print the API's own messages as JSON");
}

void AddCommands(CLI::App& app, vedette::cli::Action& action) {
  using namespace vedette::cli;  // NOLINT: a list of all its commands
  AddProbe(app, action);
  AddWatch(app, action);
  AddList(app, action);
  AddGet(app, action);
  AddAdd(app, action);
  AddImport(app, action);
  AddDelete(app, action);
  AddPause(app, action);
  AddResume(app, action);
  AddAlarms(app, action);
  AddEvents(app, action);
  AddStats(app, action);
  AddHealth(app, action);
  AddCleanupLogs(app, action);
  AddToken(app, action);
}

}  // namespace

int main(int argc, char** argv) {
  // What goes wrong with a connection is told by us, in one line.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  CatchSignals();

  vedette::cli::Shell shell;
  vedette::cli::Action action;
  shell.interrupted = &interrupted;
  shell.interactive = isatty(STDOUT_FILENO) == 1;
  shell.colour = shell.interactive && std::getenv("NO_COLOR") == nullptr;

  CLI::App app("Watches live streams: one source by itself, or through a running vedetted.");
  app.name("vedette");
  app.set_version_flag("--version", "vedette " VEDETTE_VERSION);
  app.footer(
      "Exit codes: 0 good; 1 a raised alarm, or a recorded event of warning or worse; 2 the "
      "source\n"
      "could not be opened, or no daemon answers; 3 the daemon refused; 64 wrong usage.");
  app.require_subcommand(1);
  app.fallthrough();
  AddCommonOptions(app, shell);
  AddCommands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? vedette::text::kGood : vedette::text::kWrongUsage;
  }
  shell.connection.timeout =
      vedette::base::milliseconds(static_cast<int64_t>(shell.timeout_seconds * 1000));
  return action(shell);
}
