// The commands about the daemon itself: stats, health, cleanup-logs.
#include "client/cli/shell.h"
#include "client/text/format.h"

namespace vedette::cli {
namespace {

std::string LogLine(const v1::LogFigures& logs) {
  return std::to_string(logs.total_files()) + " files, " + text::Printable(logs.total_size_mb()) +
         " MB, kept " + std::to_string(logs.retention_days()) + " days\n";
}

std::string DescribeStats(const v1::GetStatsResponse& stats, const Shell& shell) {
  const v1::MonitoringCounts& counts = stats.monitoring();
  const v1::Resources& used = stats.resources();
  std::string out = "streams      " + std::to_string(counts.active()) + " active, " +
                    std::to_string(counts.queued()) + " queued, " + std::to_string(counts.total()) +
                    " in all, " + std::to_string(counts.max_concurrent()) + " places\n";
  out += "cpu          " + text::Number(used.cpu_percent()) + " % of one core, " +
         std::to_string(used.cpu_cores()) + " cores, " + std::to_string(used.threads()) +
         " threads\n";
  out += "memory       " + text::Printable(used.rss()) + " resident, " +
         text::Printable(stats.memory().heap_used()) + " heap\n";
  out += "in flight    " + text::Bytes(used.budget().used_bytes()) + " of " +
         text::Bytes(used.budget().limit_bytes()) + ", longest wait " +
         text::Span(used.budget().longest_job_wait_seconds()) + "\n";
  out += "descriptors  " + std::to_string(used.descriptors().in_use()) + " of " +
         std::to_string(used.descriptors().limit()) + "\n";
  out += "network      " + text::Bitrate(used.network().received_bytes_per_second() * 8) + " in, " +
         text::Bitrate(used.network().sent_bytes_per_second() * 8) + " out\n";
  out += "disk         " + text::Bytes(used.disk().free_bytes()) + " of " +
         text::Bytes(used.disk().total_bytes()) + " free\n";
  out += "logs         " + LogLine(stats.logs());
  for (const std::string& warning : used.warnings()) {
    out += text::Paint("warning      " + text::Printable(warning), text::Colour::kWarning,
                       shell.colour) +
           "\n";
  }
  return out;
}

int Stats(Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::GetStatsResponse stats;
  const auto status = connection->Call(connection->monitoring(),
                                       &v1::MonitoringService::Stub::GetStats, {}, &stats);
  if (!status.ok()) return Fail(status);
  if (shell.json) {
    PrintJson(shell, stats);
  } else {
    Print(DescribeStats(stats, shell));
  }
  return text::kGood;
}

// Exit 1 for a daemon that is unhealthy: of a degraded one the monitoring goes on.
int Health(Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::GetHealthResponse health;
  const auto status =
      connection->Call(connection->health(), &v1::HealthService::Stub::GetHealth, {}, &health);
  if (!status.ok()) return Fail(status);
  if (shell.json) {
    PrintJson(shell, health);
  } else {
    const text::Colour colour = health.status() == "healthy"    ? text::Colour::kGood
                                : health.status() == "degraded" ? text::Colour::kWarning
                                                                : text::Colour::kBad;
    Print(text::Paint(text::Printable(health.status()), colour, shell.colour) + ", up " +
          text::Span(health.uptime()) + ", " + text::Printable(health.memory().rss()) + ", store " +
          text::Printable(health.database().status()) + "\n");
  }
  return health.status() == "unhealthy" ? text::kAlarm : text::kGood;
}

int CleanupLogs(Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::CleanUpResponse answer;
  const auto status =
      connection->Call(connection->logs(), &v1::LogService::Stub::CleanUp, {}, &answer);
  if (!status.ok()) return Fail(status);
  if (shell.json) {
    PrintJson(shell, answer);
  } else {
    Print(text::Printable(answer.message()) + ": " + LogLine(answer.logs()));
  }
  return text::kGood;
}

}  // namespace

void AddStats(CLI::App& app, Action& action) {
  app.add_subcommand("stats", "how many streams there are, and what the daemon uses")
      ->callback([&action] { action = Stats; });
}

void AddHealth(CLI::App& app, Action& action) {
  app.add_subcommand("health", "whether the daemon is well (no token needed)")->callback([&action] {
    action = Health;
  });
}

void AddCleanupLogs(CLI::App& app, Action& action) {
  app.add_subcommand("cleanup-logs", "delete the daemon's old log files now")->callback([&action] {
    action = CleanupLogs;
  });
}

}  // namespace vedette::cli
