#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "service/store/event_store.h"
#include "service/store/sqlite/directory_lock.h"
#include "service/store/sqlite/sqlite_readers.h"
#include "service/store/sqlite/sqlite_writer.h"
#include "service/store/stream_store.h"

namespace vedette::store {

struct SqliteStoreOptions {
  std::filesystem::path directory;              // made when missing; holds vedette.db
  base::milliseconds open_timeout{10000};       // for another process that holds it
  base::milliseconds call_timeout{10000};       // of every blocking call
  base::milliseconds busy_timeout{2000};        // of one access, against other connections
  base::milliseconds alive_every{5000};         // how exact the end of an event is that a crash cut
  std::chrono::hours event_retention{90 * 24};  // events that ended before are deleted
  size_t max_waiting_rows = 20000;              // events and alarms not yet written
  size_t readers = 4;
};

// Streams, events and alarms in one file. Synchronised. One process at a time: the directory is
// locked.
//
// Streams are committed when a call returns (killing the process loses nothing). Events and alarms
// are written soon after, many to a transaction; while the store is lost they wait in memory, the
// latest of each, up to a bound. Opening ends the events that the last run left open when it was
// killed, at the time at which it is last known to have lived; its alarms are kept as they were.
class SqliteStore final : public StreamStore, public EventStore {
 public:
  // Blocks for at most `open_timeout` and some disk time. kUnavailable (reason "DATA_DIR") when the
  // directory can't be made, written or is used by another process; kDataLoss for a damaged file;
  // kFailedPrecondition for one of a newer program. `clock` must outlive the store.
  static base::Result<std::unique_ptr<SqliteStore>> Open(const SqliteStoreOptions& options,
                                                         const base::Clock& clock);
  ~SqliteStore() override;

  base::Result<std::vector<monitor::StreamConfig>> LoadAll() override;
  base::Status Put(const std::vector<monitor::StreamConfig>& streams) override;
  base::Status Remove(const std::vector<std::string>& ids) override;

  void Write(const std::string& stream_id, const checks::EventRecord& event) override;
  base::Result<std::vector<StoredEvent>> Query(const EventQuery& query) override;
  void WriteAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) override;
  base::Result<std::vector<StoredAlarm>> Alarms() override;

  bool connected() const override;

  // Waits until everything written soon is committed. False when `deadline` passes first.
  bool Flush(base::Deadline deadline) { return writer_->Flush(deadline); }
  // Flushes until `deadline` and closes. Changes are refused from then on. Idempotent.
  void Stop(base::Deadline deadline) { writer_->Stop(deadline); }
  // Events and alarms that were given up because the store was lost for too long.
  uint64_t dropped_rows() const { return writer_->dropped_rows(); }
  // Read connections in use, and all.
  std::pair<int, int> Connections() const { return readers_->InUse(); }

 private:
  SqliteStore(const SqliteStoreOptions& options, const base::Clock& clock,
              std::unique_ptr<DirectoryLock> lock);
  base::Status Start();
  base::Status Chore(SqliteDatabase& database);
  template <typename T>
  base::Result<T> Read(base::Result<T> (*read)(SqliteDatabase&));

  const SqliteStoreOptions options_;
  const base::Clock& clock_;
  int64_t run_ = 0;
  base::WallTime swept_{};  // writer thread only
  std::atomic<bool> readable_{true};
  std::unique_ptr<DirectoryLock> lock_;
  // The connection that is closed last empties the write-ahead log, which a reader can't.
  std::unique_ptr<SqliteWriter> writer_;
  std::unique_ptr<SqliteReaders> readers_;
};

}  // namespace vedette::store
