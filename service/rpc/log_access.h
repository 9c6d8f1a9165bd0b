#pragma once

#include "service/logs/logs.h"
#include "service/rpc/log_service.h"

namespace vedette::rpc {

// The log directory as the API asks for it. `logs` must outlive what is returned.
inline LogAccess MakeLogAccess(logs::Logs& logs, int retention_days) {
  const auto figures = [retention_days](const logs::LogStats& stats) {
    return LogFigures{stats.total_files, stats.total_size_bytes, retention_days};
  };
  LogAccess access;
  access.figures = [&logs, figures] { return figures(logs.Stats()); };
  access.clean_up = [&logs, figures]() -> base::Result<LogFigures> {
    const auto stats = logs.CleanUp(base::Deadline::After(std::chrono::seconds(10)));
    if (!stats.ok()) return stats.status();
    return figures(*stats);
  };
  return access;
}

}  // namespace vedette::rpc
