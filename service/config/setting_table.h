#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/status.h"
#include "service/config/settings.h"

namespace vedette::config {

// A name of the product that this version reads and does nothing with yet, except to say so.
struct NotServed {
  bool needed = false;  // without it what was asked for would be less safe, or kept elsewhere
};

// One line of the table from which parsing, help and descriptions are derived. Immutable; lives as
// long as the process.
struct Setting {
  // Where the value goes; its type says how the text is read.
  using Target = std::variant<int Settings::*, int64_t Settings::*, base::milliseconds Settings::*,
                              std::chrono::days Settings::*, bool Settings::*,
                              std::string Settings::*, std::filesystem::path Settings::*,
                              std::vector<std::string> Settings::*, NotServed>;
  std::string_view name;  // of the environment variable
  Target target;
  int64_t min = 0;  // of numbers; of text: bytes
  int64_t max = 0;
  bool secret = false;
  std::string_view help;
};

// All settings, in the order of the help.
std::span<const Setting> SettingTable();
// Null for a name that is not in the table.
const Setting* FindSetting(std::string_view name);

// "--max-log-size" for MAX_LOG_SIZE.
std::string FlagName(const Setting& setting);
// What may be given, for people: "a whole number from 0 to 65535".
std::string Allowed(const Setting& setting);

// Reads `text` into `settings`. kInvalidArgument with the name as reason, and one line that names
// it, the value (masked where secret) and what is allowed.
base::Status Assign(const Setting& setting, std::string_view text, Settings& settings);
// The value as Assign would read it, secrets masked.
std::string Show(const Setting& setting, const Settings& settings);

// `text` in quotes on one line: control bytes escaped, long values cut.
std::string Quote(std::string_view text);

}  // namespace vedette::config
