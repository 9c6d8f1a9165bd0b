#include "service/store/sqlite/sqlite_schema.h"

#include <array>
#include <string>

namespace vedette::store {
namespace {

// Steps are never changed once released: new ones are added. Times are microseconds since 1970.
constexpr std::array<const char*, 1> kSteps = {
    R"sql(
CREATE TABLE runs (            -- starts of the program
  id INTEGER PRIMARY KEY,
  started_us INTEGER NOT NULL,
  alive_us INTEGER NOT NULL    -- last known to run
);
CREATE TABLE streams (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,           -- may hold credentials
  display_name TEXT NOT NULL,
  labels TEXT NOT NULL,        -- JSON object
  headers TEXT NOT NULL,       -- JSON list of [name, value]; secrets
  depth INTEGER NOT NULL,
  renditions INTEGER NOT NULL,
  profile TEXT NOT NULL,
  expect TEXT NOT NULL,        -- JSON object of what is set
  overrides TEXT NOT NULL,     -- JSON list of objects
  paused INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs (id),
  stream_id TEXT NOT NULL,
  number INTEGER NOT NULL,     -- within run and stream
  check_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  start_media REAL,            -- seconds; NULL where not tied to media
  end_us INTEGER,              -- NULL while it goes on
  end_media REAL,
  value REAL,
  limit_value REAL,
  detail TEXT NOT NULL,
  suppressed_by TEXT NOT NULL
);
CREATE INDEX events_by_start ON events (start_us, id);
CREATE INDEX events_by_stream ON events (stream_id, start_us, id);
CREATE INDEX events_by_number ON events (run, stream_id, number);
CREATE INDEX events_open ON events (run) WHERE end_us IS NULL;
CREATE TABLE alarms (
  stream_id TEXT NOT NULL,
  check_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  state INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  value REAL,
  limit_value REAL,
  since_us INTEGER NOT NULL,
  raised_us INTEGER,
  cleared_us INTEGER,
  detail TEXT NOT NULL,
  suppressed_by TEXT NOT NULL,
  PRIMARY KEY (stream_id, check_id, subject)
) WITHOUT ROWID;
)sql"};

base::Result<int> ReadVersion(SqliteDatabase& database) {
  auto statement = database.Prepare("PRAGMA user_version");
  if (!statement.ok()) return statement.status();
  const auto row = statement->Step();
  if (!row.ok()) return row.status();
  return static_cast<int>(statement->Int(0));
}

}  // namespace

int SchemaVersion() { return static_cast<int>(kSteps.size()); }

base::Status Migrate(SqliteDatabase& database) {
  const auto version = ReadVersion(database);
  if (!version.ok()) return version.status();
  if (*version > SchemaVersion() || *version < 0) {
    return {base::Code::kFailedPrecondition, "store_version",
            "the database has version " + std::to_string(*version) + ", this program knows up to " +
                std::to_string(SchemaVersion())};
  }
  for (int step = *version; step < SchemaVersion(); ++step) {
    const std::string sql = std::string("BEGIN IMMEDIATE;") + kSteps[static_cast<size_t>(step)] +
                            "PRAGMA user_version=" + std::to_string(step + 1) + "; COMMIT";
    base::Status done = database.Execute(sql.c_str());
    if (!done.ok()) {
      (void)database.Execute("ROLLBACK");  // fails when the transaction did not even begin
      return done.Wrap("migrating to version " + std::to_string(step + 1));
    }
  }
  return base::Status::Ok();
}

}  // namespace vedette::store
