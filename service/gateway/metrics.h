#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/monitor/engine.h"
#include "service/rpc/process_stats.h"

namespace vedette::gateway {

// What /metrics is made of.
struct MetricsInput {
  std::vector<monitor::StreamStatusPtr> streams;
  monitor::EngineStats engine;
  rpc::ProcessUsage process;
  double cpu_seconds = 0;  // of the process, since its start
  base::WallTime started{};
  bool store_connected = true;
  int http_connections = 0;
  std::map<int, int64_t> http_answers;  // by status
};

// The metrics in Prometheus' text format 0.0.4, each with HELP and TYPE. No names but stream ids
// and check ids are in it, no URLs and no secrets.
std::string MetricsText(const MetricsInput& input);

// CPU seconds that this process has used.
double ProcessCpuSeconds();

}  // namespace vedette::gateway
