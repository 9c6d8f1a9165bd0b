#include "service/config/settings_loader.h"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "service/config/env_file.h"
#include "service/config/setting_table.h"

namespace vedette::config {
namespace {

constexpr size_t kMaxFile = 1 << 20;
constexpr size_t kNamesShown = 10;
// RFC 7518 section 3.2: a key of at least 256 bits.
constexpr size_t kGoodSecret = 32;

struct Given {
  const Setting* setting = nullptr;
  std::string value;
};

struct CommandLine {
  Action action = Action::kRun;
  std::string env_file;
  std::vector<Given> values;
};

const Setting* FindFlag(const std::string& flag) {
  for (const Setting& setting : SettingTable()) {
    if (FlagName(setting) == flag) return &setting;
  }
  return nullptr;
}

bool IsSwitch(const Setting* setting) {
  return setting != nullptr && std::holds_alternative<bool Settings::*>(setting->target);
}

base::Result<CommandLine> ReadArguments(const std::vector<std::string>& arguments) {
  CommandLine line;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h" || argument == "--version") {
      line.action = argument == "--version" ? Action::kVersion : Action::kHelp;
      return line;
    }
    if (argument == "--check-config") {
      line.action = Action::kCheckConfig;
      continue;
    }
    const size_t equals = argument.find('=');
    const std::string flag = argument.substr(0, equals);
    const Setting* const setting = FindFlag(flag);
    if (setting == nullptr && flag != "--env-file") {
      const bool is_flag = argument.rfind('-', 0) == 0;
      return base::InvalidArgument(flag, Quote(is_flag ? flag : argument) + " is not a known " +
                                             (is_flag ? "flag" : "argument") +
                                             "; --help lists what is allowed");
    }
    std::string value;
    if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (IsSwitch(setting) &&
               (i + 1 == arguments.size() || arguments[i + 1].rfind('-', 0) == 0)) {
      value = "true";
    } else if (i + 1 < arguments.size()) {
      value = arguments[++i];
    } else {
      const std::string allowed = setting == nullptr ? "a path" : Allowed(*setting);
      return base::InvalidArgument(flag, flag + ": needs a value, " + allowed);
    }
    if (setting == nullptr) {
      line.env_file = value;
    } else {
      line.values.push_back({setting, value});
    }
  }
  return line;
}

base::Result<std::string> ReadFile(const std::filesystem::path& path) {
  const auto cannot = [&](const std::string& why) {
    return base::InvalidArgument("env_file", "env file " + Quote(path.string()) + ": " + why);
  };
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return cannot("is not there");
  if (std::filesystem::is_directory(path, error)) return cannot("is not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot("can't be read");
  std::string text(kMaxFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return cannot("can't be read");
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kMaxFile) return cannot("is larger than 1 MiB");
  return text;
}

// The values of our names, and one warning for all that are not ours.
base::Status ReadEnvFile(const std::filesystem::path& path, std::vector<Given>& values,
                         std::vector<std::string>& warnings) {
  auto text = ReadFile(path);
  if (!text.ok()) return text.status();
  const auto entries = ParseEnvFile(*text);
  if (!entries.ok()) return entries.status().Wrap("env file " + Quote(path.string()));
  std::set<std::string> unknown;
  for (const EnvEntry& entry : *entries) {
    const Setting* const setting = FindSetting(entry.name);
    if (setting == nullptr) {
      unknown.insert(entry.name);
    } else {
      values.push_back({setting, entry.value});
    }
  }
  if (unknown.empty()) return base::Status::Ok();
  std::string names;
  size_t shown = 0;
  for (const std::string& name : unknown) {
    if (shown++ == kNamesShown) {
      names += " and " + std::to_string(unknown.size() - kNamesShown) + " more";
      break;
    }
    names += (names.empty() ? "" : ", ") + name.substr(0, 64);
  }
  warnings.push_back("env file " + Quote(path.string()) + ": names that are not known: " + names);
  return base::Status::Ok();
}

base::Status Finish(const std::vector<Given>& values, LoadedSettings& loaded) {
  std::map<std::string_view, const NotServed*> not_served;
  bool address_given = false;
  for (const Given& given : values) {
    const auto* const target = std::get_if<NotServed>(&given.setting->target);
    if (target != nullptr) not_served.erase(given.setting->name);
    if (target != nullptr && !given.value.empty()) not_served[given.setting->name] = target;
    if (given.setting->name == "BIND_ADDRESS") address_given = !given.value.empty();
  }
  for (const auto& [name, target] : not_served) {
    const std::string text = std::string(name) + " is set but this version does not serve it yet";
    if (target->needed) return base::InvalidArgument(std::string(name), text + ": unset it");
    loaded.warnings.push_back(text);
  }
  Settings& settings = loaded.settings;
  if (settings.jwt_secret.empty()) {
    loaded.warnings.push_back(
        "JWT_SECRET is not set: the API answers on loopback only, without tokens");
  } else if (settings.jwt_secret.size() < kGoodSecret) {
    loaded.warnings.push_back("JWT_SECRET is shorter than 32 bytes: it can be guessed");
  }
  if (!address_given) {
    settings.bind_address = settings.jwt_secret.empty() ? "127.0.0.1" : "0.0.0.0";
  }
  return base::Status::Ok();
}

}  // namespace

base::Result<LoadedSettings> LoadSettings(const LoadInputs& inputs) {
  auto line = ReadArguments(inputs.arguments);
  if (!line.ok()) return line.status();
  LoadedSettings loaded;
  loaded.action = line->action;
  if (line->action == Action::kHelp || line->action == Action::kVersion) return loaded;

  std::vector<Given> values;
  std::error_code error;
  std::filesystem::path file = line->env_file;
  if (file.empty()) {
    file = inputs.working_directory / ".env";
    // A directory of that name is some other program's.
    if (!std::filesystem::is_regular_file(file, error)) file.clear();
  }
  if (!file.empty()) VEDETTE_RETURN_IF_ERROR(ReadEnvFile(file, values, loaded.warnings));
  for (const auto& [name, value] : inputs.environment) {
    if (const Setting* const setting = FindSetting(name)) values.push_back({setting, value});
  }
  values.insert(values.end(), line->values.begin(), line->values.end());
  for (const Given& given : values) {
    VEDETTE_RETURN_IF_ERROR(Assign(*given.setting, given.value, loaded.settings));
  }
  VEDETTE_RETURN_IF_ERROR(Finish(values, loaded));
  return loaded;
}

std::map<std::string, std::string> ProcessEnvironment() {
  std::map<std::string, std::string> environment;
  for (const Setting& setting : SettingTable()) {
    const std::string name(setting.name);
    // Read once at start, before there are threads.
    const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value != nullptr) environment[name] = value;
  }
  return environment;
}

std::string Describe(const Settings& settings) {
  std::string text;
  for (const Setting& setting : SettingTable()) {
    if (std::holds_alternative<NotServed>(setting.target)) continue;
    text += std::string(setting.name) + "=" + Show(setting, settings) + "\n";
  }
  return text;
}

std::string HelpText() {
  std::ostringstream text;
  text << "Usage: vedetted [flags]\n\n"
          "Watches live streams. Every setting can be given as a flag (--port 8080), in the\n"
          "environment (PORT=8080) or in a .env file; flags win over environment over file.\n\n"
          "  --env-file PATH     read this file instead of .env in the working directory\n"
          "  --check-config      print the effective values, secrets masked, and exit\n"
          "  --version, --help\n\n";
  const Settings defaults;
  for (const Setting& setting : SettingTable()) {
    if (std::holds_alternative<NotServed>(setting.target)) continue;
    const std::string value = Show(setting, defaults);
    text << "  " << FlagName(setting) << "\n      " << setting.help << "\n      "
         << Allowed(setting) << "; default " << (value.empty() ? "unset" : value) << "\n";
  }
  text << "\nNot served by this version yet (one warning when set):\n ";
  for (const Setting& setting : SettingTable()) {
    if (std::holds_alternative<NotServed>(setting.target)) text << " " << setting.name;
  }
  text << "\n";
  return text.str();
}

}  // namespace vedette::config
