// The room client/cli: the program `vedette`, one file per command. It reads arguments, asks a
// daemon through client/api (only `probe` runs the engine itself) and prints what client/text makes
// of it.
#pragma once

#include <CLI/CLI.hpp>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "client/api/connection.h"
#include "client/text/table.h"
#include "client/text/verdict.h"

namespace vedette::cli {

// What every command gets: the options before and after its name, and how it may print.
struct Shell {
  client::ConnectionOptions connection;
  double timeout_seconds = 15;
  bool json = false;
  bool colour = false;       // standard output is a terminal, and NO_COLOR is not set
  bool interactive = false;  // standard output is a terminal
  const std::atomic<bool>* interrupted = nullptr;  // set by SIGINT and SIGTERM
};

// The command that was chosen: set by CLI11's callbacks, run by main. The result is a text::Exit.
using Action = std::function<int(Shell&)>;

// Each adds one command to `app`; what it parses lives as long as `action`.
void AddProbe(CLI::App& app, Action& action);
void AddList(CLI::App& app, Action& action);
void AddGet(CLI::App& app, Action& action);
void AddAdd(CLI::App& app, Action& action);
void AddImport(CLI::App& app, Action& action);
void AddDelete(CLI::App& app, Action& action);
void AddPause(CLI::App& app, Action& action);
void AddResume(CLI::App& app, Action& action);
void AddWatch(CLI::App& app, Action& action);
void AddAlarms(CLI::App& app, Action& action);
void AddEvents(CLI::App& app, Action& action);
void AddStats(CLI::App& app, Action& action);
void AddHealth(CLI::App& app, Action& action);
void AddCleanupLogs(CLI::App& app, Action& action);
void AddToken(CLI::App& app, Action& action);

// For an option that takes one of a few words.
template <typename T>
CLI::Validator OneOf(const std::map<std::string, T>& words) {
  std::string names;
  for (const auto& [name, value] : words) names += (names.empty() ? "" : ", ") + name;
  const CLI::CheckedTransformer known(words, CLI::ignore_case);
  return {[known, names](std::string& text) {
            const std::string given = text;
            return known(text).empty() ? "" : "\"" + given + "\" is none of " + names;
          },
          ""};
}

// Writes to standard output. A reader that has gone away ends the program quietly.
void Print(const std::string& text);
// A message as JSON: indented on a terminal, on one line elsewhere.
void PrintJson(const Shell& shell, const google::protobuf::Message& message);
// "vedette: <message>" on standard error, without control characters.
void PrintError(const std::string& message);
// Prints the failure of a call; kNotOpened where no daemon answers, else kRefused.
int Fail(const base::Status& status);

// The connection, or null after an error was printed; then `exit` says how to leave.
std::unique_ptr<client::Connection> Connect(const Shell& shell, int& exit);

double NowSeconds();

}  // namespace vedette::cli
