// The room service/config: what the operator wants, read once at start from defaults, a .env file,
// the environment and flags. It knows names and ranges, nothing of the rooms that use the values.
// Callers: service/app and main.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/clock.h"

namespace vedette::config {

// The effective configuration of the daemon. Immutable once loaded; the defaults are those of
// `vedetted --help`. Ranges are checked by the loader (see setting_table.cc).
struct Settings {
  // Listening. Port 0 = any free one, which start-up prints.
  int port = 3050;
  int grpc_port = 50051;
  std::string bind_address = "127.0.0.1";  // without a JWT secret; else 0.0.0.0
  std::string jwt_secret;                  // secret; empty = loopback only, without tokens

  std::filesystem::path data_dir = "./data";

  // Monitoring.
  int max_concurrent_monitors = 0;  // 0 = by cores, memory and descriptors
  base::milliseconds monitor_start_delay{5};
  base::milliseconds monitor_rotation{30000};  // 0 = plain queue
  int monitor_max_restarts = 0;                // failures in a row; 0 = never give up
  std::vector<std::string> allowed_schemes;    // empty = all that the product knows
  bool deny_private_addresses = false;

  // Logs.
  std::filesystem::path log_dir = "./logs";
  int64_t max_log_size_bytes = 10485760;
  int max_log_files = 5;  // rotated files kept per log
  std::chrono::days log_retention{7};
};

}  // namespace vedette::config
