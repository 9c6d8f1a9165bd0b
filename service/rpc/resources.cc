#include <cstdio>

#include "service/rpc/monitoring_service.h"

namespace vedette::rpc {
namespace {

double KnownBytes(int64_t bytes) { return bytes < 0 ? 0 : static_cast<double>(bytes); }

}  // namespace

v1::Resources ToProto(const ProcessUsage& usage, const monitor::EngineStats& engine) {
  v1::Resources out;
  char line[128];
  out.set_cpu_percent(usage.cpu_percent);
  out.set_cpu_cores(usage.cpu_cores);
  out.set_rss(MemoryText(usage.rss_bytes));
  out.set_rss_bytes(KnownBytes(usage.rss_bytes));
  out.set_threads(usage.threads);
  v1::Descriptors* descriptors = out.mutable_descriptors();
  descriptors->set_in_use(std::max(0, usage.fds_in_use));
  descriptors->set_limit(usage.fds_limit);
  if (usage.fds_limit > 0 && usage.fds_in_use >= 0.8 * usage.fds_limit) {
    descriptors->set_warning(true);
    std::snprintf(line, sizeof(line), "probe_fds: %d of %d file descriptors are in use",
                  usage.fds_in_use, usage.fds_limit);
    out.add_warnings(line);
  }
  out.mutable_network()->set_received_bytes_per_second(usage.net_received_per_second);
  out.mutable_network()->set_sent_bytes_per_second(usage.net_sent_per_second);
  v1::DiskRates* disk = out.mutable_disk();
  disk->set_read_bytes_per_second(usage.disk_read_per_second);
  disk->set_written_bytes_per_second(usage.disk_written_per_second);
  disk->set_free_bytes(usage.disk_free_bytes);
  disk->set_total_bytes(usage.disk_total_bytes);
  if (usage.disk_total_bytes > 0 && usage.disk_free_bytes < 0.05 * usage.disk_total_bytes) {
    std::snprintf(line, sizeof(line), "probe_disk: %.1f %% of the disk is free",
                  100 * usage.disk_free_bytes / usage.disk_total_bytes);
    out.add_warnings(line);
  }
  if (usage.cpu_cores > 0 && usage.cpu_percent > 80.0 * usage.cpu_cores) {
    std::snprintf(line, sizeof(line), "probe_cpu: %.0f %% of %d cores is in use",
                  usage.cpu_percent / usage.cpu_cores, usage.cpu_cores);
    out.add_warnings(line);
  }
  v1::BytesInFlight* budget = out.mutable_budget();
  budget->set_used_bytes(KnownBytes(engine.budget_used_bytes));
  budget->set_limit_bytes(KnownBytes(engine.budget_limit_bytes));
  budget->set_longest_job_wait_seconds(engine.longest_job_wait_seconds);
  if (engine.longest_job_wait_seconds > 1) {
    std::snprintf(line, sizeof(line), "probe_lag: an analysis job has waited %.1f s",
                  engine.longest_job_wait_seconds);
    out.add_warnings(line);
  }
  return out;
}

}  // namespace vedette::rpc
