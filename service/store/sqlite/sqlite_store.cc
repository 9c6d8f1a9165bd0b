#include "service/store/sqlite/sqlite_store.h"

#include "service/store/sqlite/event_rows.h"
#include "service/store/sqlite/sqlite_schema.h"
#include "service/store/sqlite/stream_rows.h"

namespace vedette::store {
namespace {

constexpr std::chrono::hours kSweepEvery{1};
// In one transaction, so that nobody waits long behind it.
constexpr int64_t kSweepRows = 5000;

// Zero bytes part the fields: no id, check or subject holds one.
std::string Key(char kind, const std::string& stream_id, const std::string& check,
                const std::string& subject, const std::string& rest) {
  std::string key(1, kind);
  for (const std::string* part : {&stream_id, &check, &subject, &rest}) {
    key += '\0';
    key += *part;
  }
  return key;
}

}  // namespace

base::Result<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteStoreOptions& options,
                                                             const base::Clock& clock) {
  auto lock = DirectoryLock::Take(options.directory, base::Deadline::After(options.open_timeout));
  if (!lock.ok()) return lock.status();
  std::unique_ptr<SqliteStore> store(new SqliteStore(options, clock, std::move(*lock)));
  VEDETTE_RETURN_IF_ERROR(store->Start().Wrap("opening the store"));
  return store;
}

SqliteStore::SqliteStore(const SqliteStoreOptions& options, const base::Clock& clock,
                         std::unique_ptr<DirectoryLock> lock)
    : options_(options), clock_(clock), lock_(std::move(lock)) {}

SqliteStore::~SqliteStore() = default;

base::Status SqliteStore::Start() {
  const std::filesystem::path file = options_.directory / "vedette.db";
  auto opened = SqliteDatabase::Open(file, SqliteDatabase::Mode::kReadWrite, options_.busy_timeout);
  if (!opened.ok()) return opened.status();
  SqliteDatabase& database = **opened;
  VEDETTE_RETURN_IF_ERROR(Migrate(database).Wrap(file.string()));
  VEDETTE_RETURN_IF_ERROR(database.Execute("BEGIN IMMEDIATE"));
  const auto run = BeginRun(database, clock_.Wall());
  if (!run.ok()) return run.status();
  run_ = *run;
  const auto ended = EndOpenEvents(database, run_);
  if (!ended.ok()) return ended.status();
  VEDETTE_RETURN_IF_ERROR(database.Execute("COMMIT"));

  auto readers = SqliteReaders::Open(file, options_.readers, options_.busy_timeout);
  if (!readers.ok()) return readers.status();
  readers_ = std::move(*readers);
  writer_ = std::make_unique<SqliteWriter>(
      std::move(*opened), options_.max_waiting_rows,
      [this](SqliteDatabase& writable) { return Chore(writable); }, options_.alive_every);
  return base::Status::Ok();
}

base::Status SqliteStore::Chore(SqliteDatabase& database) {
  const base::WallTime now = clock_.Wall();
  VEDETTE_RETURN_IF_ERROR(MarkAlive(database, run_, now));
  readable_ = true;  // a read that failed long ago is not held against the store for ever
  if (now - swept_ < kSweepEvery) return base::Status::Ok();
  const auto deleted = DeleteEvents(database, now - options_.event_retention, kSweepRows);
  if (!deleted.ok()) return deleted.status();
  if (*deleted < kSweepRows) swept_ = now;
  return base::Status::Ok();
}

template <typename T>
base::Result<T> SqliteStore::Read(base::Result<T> (*read)(SqliteDatabase&)) {
  auto reader = readers_->Take(base::Deadline::After(options_.call_timeout));
  if (!reader.ok()) return reader.status();
  auto result = read(**reader);
  readable_ = result.ok();
  return result;
}

base::Result<std::vector<monitor::StreamConfig>> SqliteStore::LoadAll() {
  return Read(ReadStreams);
}

base::Result<std::vector<StoredAlarm>> SqliteStore::Alarms() { return Read(ReadAlarms); }

base::Result<std::vector<StoredEvent>> SqliteStore::Query(const EventQuery& query) {
  auto reader = readers_->Take(base::Deadline::After(options_.call_timeout));
  if (!reader.ok()) return reader.status();
  auto events = QueryEvents(**reader, query);
  // A question that takes too long says nothing about the store.
  readable_ = events.ok() || events.status().code() == base::Code::kDeadlineExceeded;
  return events;
}

base::Status SqliteStore::Put(const std::vector<monitor::StreamConfig>& streams) {
  const auto change = [this, streams](SqliteDatabase& database) {
    for (const monitor::StreamConfig& stream : streams) {
      VEDETTE_RETURN_IF_ERROR(PutStream(database, stream, clock_.Wall()));
    }
    return base::Status::Ok();
  };
  return writer_->WriteNow(change, base::Deadline::After(options_.call_timeout));
}

base::Status SqliteStore::Remove(const std::vector<std::string>& ids) {
  const auto change = [ids](SqliteDatabase& database) {
    for (const std::string& id : ids) VEDETTE_RETURN_IF_ERROR(RemoveStream(database, id));
    return base::Status::Ok();
  };
  return writer_->WriteNow(change, base::Deadline::After(options_.call_timeout));
}

void SqliteStore::Write(const std::string& stream_id, const checks::EventRecord& event) {
  const std::string which = std::to_string(event.number) + "@" +
                            std::to_string(event.start.wall.time_since_epoch().count());
  writer_->WriteSoon(Key('e', stream_id, event.check, event.subject, which),
                     [run = run_, stream_id, event](SqliteDatabase& database) {
                       return WriteEvent(database, run, stream_id, event);
                     });
}

void SqliteStore::WriteAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) {
  writer_->WriteSoon(Key('a', stream_id, alarm.check, alarm.subject, ""),
                     [stream_id, alarm](SqliteDatabase& database) {
                       return WriteAlarmRow(database, stream_id, alarm);
                     });
}

bool SqliteStore::connected() const { return writer_->healthy() && readable_; }

}  // namespace vedette::store
