#include "service/logs/logs.h"

#include <fcntl.h>

#include <cerrno>
#include <string>

#include "service/logs/json_line.h"
#include "service/logs/log_file_set.h"
#include "service/logs/log_keeper.h"
#include "service/logs/log_queue.h"
#include "service/logs/log_tree.h"

namespace vedette::logs {
namespace {

base::Status CheckDirectory(const std::filesystem::path& directory) {
  base::Status status;
  for (const Folder folder : {Folder::kTop, Folder::kStreams}) {
    auto opened = OpenFolder(directory, folder);
    if (status.ok() && !opened.ok()) status = opened.status();
    if (folder != Folder::kTop || !opened.ok()) continue;
    const auto file = LogFile::Open(opened->get(), kServiceLog);
    if (!file.ok()) status = file.status();
  }
  // A full disk may be emptied while the daemon runs.
  if (status.ok() || status.native() == ENOSPC || status.native() == EDQUOT) {
    return base::Status::Ok();
  }
  return base::InvalidArgument("LOG_DIR", "LOG_DIR: " + status.message());
}

}  // namespace

struct Logs::Parts {
  Parts(const LogOptions& options, const base::Clock& wall)
      : clock(wall),
        files(options.directory,
              {options.max_size_bytes, options.max_files, options.max_open_files}),
        queue(files, options.queue_lines),
        keeper(files, options, wall, [this] { TellOfDropped(); }) {}

  // Only once lines are written again: on a disk that is still full this would be one more that is
  // dropped, for ever.
  void TellOfDropped() {
    const uint64_t written = queue.written();
    const uint64_t dropped = queue.dropped_overrun() + queue.dropped_failed();
    if (dropped > told_dropped && written > seen_written) {
      queue.Push({Folder::kTop, kServiceLog},
                 JsonLine(Level::kWarning, clock.Wall(), {}, "log lines were dropped",
                          {{"dropped", dropped - told_dropped}, {"dropped_total", dropped}}));
      told_dropped = dropped;
    }
    seen_written = written;
  }

  const base::Clock& clock;
  LogFileSet files;
  uint64_t told_dropped = 0;  // keeper's thread only
  uint64_t seen_written = 0;
  LogQueue queue;
  LogKeeper keeper;
};

base::Result<std::unique_ptr<Logs>> Logs::Create(const LogOptions& options,
                                                 const base::Clock& clock) {
  VEDETTE_RETURN_IF_ERROR(CheckDirectory(options.directory));
  return std::unique_ptr<Logs>(new Logs(std::make_unique<Parts>(options, clock)));
}

Logs::Logs(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Logs::~Logs() = default;

void Logs::Write(Level level, std::string_view stream_id, std::string_view message, Fields fields) {
  const LogName name =
      stream_id.empty() ? LogName{Folder::kTop, kServiceLog} : StreamLogName(stream_id);
  parts_->queue.Push(name, JsonLine(level, parts_->clock.Wall(), stream_id, message, fields));
}

bool Logs::Flush(base::Deadline deadline) { return parts_->queue.Flush(deadline); }

LogStats Logs::Stats() const { return parts_->keeper.Stats(); }

LogCounters Logs::Counters() const {
  return {parts_->queue.written(), parts_->queue.dropped_overrun(), parts_->queue.dropped_failed()};
}

base::Result<LogStats> Logs::CleanUp(base::Deadline deadline) {
  return parts_->keeper.CleanUp(deadline);
}

}  // namespace vedette::logs
