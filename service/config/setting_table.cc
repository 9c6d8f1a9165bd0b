#include "service/config/setting_table.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <type_traits>

namespace vedette::config {
namespace {

constexpr int64_t kMaxText = 4096;
constexpr int64_t kDay = 24 * 60 * 60 * 1000LL;  // in milliseconds
constexpr std::array<std::string_view, 9> kSchemes = {"http",  "https", "rtmp", "rtmps", "rtsp",
                                                      "rtsps", "srt",   "udp",  "rtp"};

// clang-format off
constexpr Setting kTable[] = {
    {"PORT", &Settings::port, 0, 65535, false, "HTTP port; 0 = any free one"},
    {"GRPC_PORT", &Settings::grpc_port, 0, 65535, false, "gRPC port; 0 = any free one"},
    {"BIND_ADDRESS", &Settings::bind_address, 0, 64, false,
     "listen address of both; without JWT_SECRET 127.0.0.1, else 0.0.0.0"},
    {"DATA_DIR", &Settings::data_dir, 1, kMaxText, false, "where streams, alarms and events are kept"},
    {"JWT_SECRET", &Settings::jwt_secret, 0, kMaxText, true,
     "HS256 secret of bearer tokens; unset = loopback only, and without tokens"},
    {"MAX_CONCURRENT_MONITORS", &Settings::max_concurrent_monitors, 0, 1000000, false,
     "streams monitored at the same time, the rest wait; 0 = by cores, memory and descriptors"},
    {"MONITOR_START_DELAY", &Settings::monitor_start_delay, 0, 60000, false,
     "milliseconds between two starts"},
    {"MONITOR_ROTATION_MS", &Settings::monitor_rotation, 0, kDay, false,
     "how long a stream holds its place while others wait; 0 = plain queue"},
    {"MONITOR_MAX_RESTARTS", &Settings::monitor_max_restarts, 0, 1000000, false,
     "failures in a row before a stream is failed until resumed; 0 = never give up"},
    {"ALLOWED_SCHEMES", &Settings::allowed_schemes, 0, kMaxText, false,
     "URL schemes that streams may have, comma separated; empty = all"},
    {"DENY_PRIVATE_ADDRESSES", &Settings::deny_private_addresses, 0, 0, false,
     "refuse streams on private, loopback and link-local addresses"},
    {"LOG_DIR", &Settings::log_dir, 1, kMaxText, false, "service log and one log per stream"},
    {"MAX_LOG_SIZE", &Settings::max_log_size_bytes, 256, 1LL << 40, false,
     "bytes before a log file is rotated"},
    {"MAX_LOG_FILES", &Settings::max_log_files, 0, 1000, false, "rotated files kept per log"},
    {"LOG_RETENTION_DAYS", &Settings::log_retention, 1, 36500, false,
     "older log files are deleted by the daily clean-up"},
    {"MONGO_URI", NotServed{true}, 0, 0, true, "MongoDB store"},
    {"JWT_PUBLIC_KEY_FILE", NotServed{true}, 0, 0, false, "public key of bearer tokens"},
    {"TLS_CERT_FILE", NotServed{true}, 0, 0, false, "TLS on both ports"},
    {"TLS_KEY_FILE", NotServed{true}, 0, 0, false, "TLS on both ports"},
    {"TLS_CLIENT_CA_FILE", NotServed{true}, 0, 0, false, "mutual TLS"},
    {"EMAIL_RATE_LIMIT_MS", NotServed{}, 0, 0, false, "mail"},
    {"SMTP_HOST", NotServed{}, 0, 0, false, "mail"},
    {"SMTP_PORT", NotServed{}, 0, 0, false, "mail"},
    {"SMTP_USERNAME", NotServed{}, 0, 0, false, "mail"},
    {"SMTP_PASSWORD", NotServed{}, 0, 0, true, "mail"},
    {"SMTP_FROM", NotServed{}, 0, 0, false, "mail"},
    {"SMTP_TLS", NotServed{}, 0, 0, false, "mail"},
    {"ALERT_EMAIL", NotServed{}, 0, 0, false, "mail"},
    {"PRODUCTION", NotServed{}, 0, 0, false, "mail to the outside"},
    {"WEBHOOK_URL", NotServed{}, 0, 0, true, "webhook"},
    {"WEBHOOK_SECRET", NotServed{}, 0, 0, true, "webhook"},
    {"ALERTMANAGER_URL", NotServed{}, 0, 0, true, "Alertmanager"},
};
// clang-format on

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return lower;
}

bool ReadNumber(const Setting& setting, std::string_view text, int64_t& value) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && rest == end && value >= setting.min && value <= setting.max;
}

bool ReadSwitch(std::string_view text, bool& value) {
  const std::string word = Lower(text);
  value = word == "true" || word == "1" || word == "yes" || word == "on";
  return value || word == "false" || word == "0" || word == "no" || word == "off";
}

bool ReadSchemes(std::string_view text, std::vector<std::string>& schemes) {
  schemes.clear();
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    const std::string scheme = Lower(item);
    if (std::find(kSchemes.begin(), kSchemes.end(), scheme) == kSchemes.end()) return false;
    schemes.push_back(scheme);
  }
  return true;
}

bool GoodAddress(const std::string& text) {
  in6_addr any{};
  return text.empty() || inet_pton(AF_INET, text.c_str(), &any) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &any) == 1;
}

bool GoodText(const Setting& setting, std::string_view text) {
  const auto size = static_cast<int64_t>(text.size());
  if (size < setting.min || size > setting.max) return false;
  if (text.find('\0') != std::string_view::npos) return false;
  return setting.name != "BIND_ADDRESS" || GoodAddress(std::string(text));
}

template <typename T>
bool Read(const Setting& setting, std::string_view text, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return ReadSwitch(text, value);
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return ReadSchemes(text, value);
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::filesystem::path>) {
    if (!GoodText(setting, text)) return false;
    value = T(text);
    return true;
  } else {
    int64_t number = 0;
    if (!ReadNumber(setting, text, number)) return false;
    value = T(number);
    return true;
  }
}

std::string Write(int64_t value) { return std::to_string(value); }
std::string Write(bool value) { return value ? "true" : "false"; }
std::string Write(const std::string& value) { return value; }
std::string Write(const std::filesystem::path& value) { return value.string(); }
std::string Write(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ",") + value;
  return text;
}
template <typename Rep, typename Period>
std::string Write(std::chrono::duration<Rep, Period> value) {
  return std::to_string(value.count());
}
std::string Write(int value) { return std::to_string(value); }

}  // namespace

std::span<const Setting> SettingTable() { return kTable; }

const Setting* FindSetting(std::string_view name) {
  for (const Setting& setting : kTable) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::string FlagName(const Setting& setting) {
  std::string flag = "--" + Lower(setting.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

std::string Allowed(const Setting& setting) {
  return std::visit(
      [&](auto target) -> std::string {
        using T = decltype(target);
        if constexpr (std::is_same_v<T, NotServed>) {
          return "anything";
        } else if constexpr (std::is_same_v<T, bool Settings::*>) {
          return "true or false";
        } else if constexpr (std::is_same_v<T, std::vector<std::string> Settings::*>) {
          std::string all;
          for (const auto scheme : kSchemes) all += (all.empty() ? "" : ", ") + std::string(scheme);
          return "a comma separated list of " + all;
        } else if constexpr (std::is_same_v<T, std::filesystem::path Settings::*>) {
          return "a path";
        } else if constexpr (std::is_same_v<T, std::string Settings::*>) {
          if (setting.name == "BIND_ADDRESS") return "an IPv4 or IPv6 address";
          return "text of at most " + std::to_string(setting.max) + " bytes";
        } else {
          return "a whole number from " + std::to_string(setting.min) + " to " +
                 std::to_string(setting.max);
        }
      },
      setting.target);
}

base::Status Assign(const Setting& setting, std::string_view text, Settings& settings) {
  const bool good = std::visit(
      [&](auto target) {
        if constexpr (std::is_same_v<decltype(target), NotServed>) {
          return true;
        } else {
          return Read(setting, text, settings.*target);
        }
      },
      setting.target);
  if (good) return base::Status::Ok();
  const std::string name(setting.name);
  const std::string value = setting.secret ? "\"***\"" : Quote(text);
  return base::InvalidArgument(name, name + ": " + value + " is not " + Allowed(setting));
}

std::string Show(const Setting& setting, const Settings& settings) {
  const std::string text = std::visit(
      [&](auto target) -> std::string {
        if constexpr (std::is_same_v<decltype(target), NotServed>) {
          return "";
        } else {
          return Write(settings.*target);
        }
      },
      setting.target);
  return setting.secret && !text.empty() ? "***" : text;
}

std::string Quote(std::string_view text) {
  constexpr size_t kShown = 64;
  std::string quoted = "\"";
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '"' || c == '\\') {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\x%02x", byte);
      quoted += escaped;
    } else {
      quoted += c;
    }
  }
  return quoted + (text.size() > kShown ? "...\"" : "\"");
}

}  // namespace vedette::config
