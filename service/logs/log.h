// The room service/logs: JSON lines about the daemon and about each stream, in files that rotate.
// It uses engine/base and spdlog (in sources only); everything in service may write through
// logs::Log, service/app owns logs::Logs.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace vedette::logs {

enum class Level : uint8_t { kInfo = 1, kWarning, kError };

// One more key of a line. Views: good for the length of the call.
struct Field {
  using Value = std::variant<std::string_view, int64_t, double, bool>;

  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T>>>
  Field(std::string_view k, T v) : key(k) {
    if constexpr (std::is_same_v<T, bool>) {
      value = v;
    } else if constexpr (std::is_floating_point_v<T>) {
      value = static_cast<double>(v);
    } else {
      value = static_cast<int64_t>(v);
    }
  }

  std::string_view key;
  Value value;
};
using Fields = std::initializer_list<Field>;

// Where lines go. Synchronised; calls never block on files: when lines come faster than the disk
// takes them, the oldest waiting ones are dropped and counted.
//
// Secrets do not get through: URLs in texts lose their credentials, and the values of keys that
// name secrets ("token", "password", ...) are masked.
class Log {
 public:
  virtual ~Log() = default;

  void Info(std::string_view message, Fields fields = {}) {
    Write(Level::kInfo, {}, message, fields);
  }
  void Warning(std::string_view message, Fields fields = {}) {
    Write(Level::kWarning, {}, message, fields);
  }
  void Error(std::string_view message, Fields fields = {}) {
    Write(Level::kError, {}, message, fields);
  }

  // A line of the stream's own log; of the service log where `stream_id` is empty.
  virtual void Write(Level level, std::string_view stream_id, std::string_view message,
                     Fields fields) = 0;
};

}  // namespace vedette::logs
