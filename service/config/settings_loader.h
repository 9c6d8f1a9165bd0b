#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "service/config/settings.h"

namespace vedette::config {

// What settings are made from. Nothing else is looked at.
struct LoadInputs {
  std::vector<std::string> arguments;  // without the program's name
  std::map<std::string, std::string> environment;
  std::filesystem::path working_directory = ".";  // whose .env is read unless --env-file is given
};

// What the command line asks for.
enum class Action : uint8_t { kRun, kCheckConfig, kHelp, kVersion };

struct LoadedSettings {
  Action action = Action::kRun;  // settings and warnings are of kRun and kCheckConfig only
  Settings settings;
  std::vector<std::string> warnings;  // one line each, without secrets; to be shown at start
};

// Defaults, then the .env file, then the environment, then flags ("--port 80" or "--port=80"); the
// later wins, and a value that is overridden must still be good. Reads at most one file (1 MiB).
//
// kInvalidArgument with one line that names the setting, the value (masked where secret) and what
// is allowed; so too for an unknown flag and a file that can't be read. Names that are not ours are
// passed over in the environment and make one warning in a file.
base::Result<LoadedSettings> LoadSettings(const LoadInputs& inputs);

// The names of the table that are set in this process's environment.
std::map<std::string, std::string> ProcessEnvironment();

// The effective values as NAME=value lines, secrets masked.
std::string Describe(const Settings& settings);
// The text of --help.
std::string HelpText();

}  // namespace vedette::config
