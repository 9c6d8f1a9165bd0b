#include "service/store/sqlite/event_rows.h"

#include <algorithm>

namespace vedette::store {
namespace {

std::optional<base::WallTime> OptionalTime(const SqliteStatement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Time(column);
}

base::Result<int64_t> RunCounting(SqliteDatabase& database, SqliteStatement& statement) {
  VEDETTE_RETURN_IF_ERROR(statement.Run());
  return database.changed_rows();
}

checks::Severity ReadSeverity(int64_t number) {
  return static_cast<checks::Severity>(std::clamp<int64_t>(number, 1, 5));
}

StoredEvent ReadEvent(const SqliteStatement& row) {
  StoredEvent event;
  event.id = row.Int(0);
  event.stream_id = row.Text(1);
  checks::EventRecord& record = event.record;
  record.number = static_cast<uint64_t>(row.Int(2));
  record.check = row.Text(3);
  record.subject = row.Text(4);
  record.severity = ReadSeverity(row.Int(5));
  record.start = {row.Double(7), row.Time(6)};
  if (const auto end = OptionalTime(row, 8)) record.end = checks::FactTime{row.Double(9), *end};
  record.value = row.Double(10);
  record.limit = row.Double(11);
  record.detail = row.Text(12);
  record.suppressed_by = row.Text(13);
  return event;
}

// The row that holds the event already, 0 for none.
base::Result<int64_t> FindEvent(SqliteDatabase& database, int64_t run, const std::string& stream_id,
                                const checks::EventRecord& event) {
  auto find = database.Prepare(
      "SELECT id FROM events WHERE run = ?1 AND stream_id = ?2 AND number = ?3 AND check_id = ?4"
      " AND subject = ?5 AND (end_us IS NULL OR start_us = ?6) ORDER BY id DESC LIMIT 1");
  if (!find.ok()) return find.status();
  find->Bind(1, run).Bind(2, stream_id).Bind(3, static_cast<int64_t>(event.number));
  find->Bind(4, event.check).Bind(5, event.subject).Bind(6, event.start.wall);
  const auto row = find->Step();
  if (!row.ok()) return row.status();
  return *row ? find->Int(0) : 0;
}

}  // namespace

base::Result<int64_t> BeginRun(SqliteDatabase& database, base::WallTime now) {
  auto insert = database.Prepare("INSERT INTO runs (started_us, alive_us) VALUES (?1, ?1)");
  if (!insert.ok()) return insert.status();
  insert->Bind(1, now);
  VEDETTE_RETURN_IF_ERROR(insert->Run());
  return database.last_insert_id();
}

base::Status MarkAlive(SqliteDatabase& database, int64_t run, base::WallTime now) {
  auto update = database.Prepare("UPDATE runs SET alive_us = ?2 WHERE id = ?1");
  if (!update.ok()) return update.status();
  update->Bind(1, run).Bind(2, now);
  return update->Run();
}

base::Status WriteEvent(SqliteDatabase& database, int64_t run, const std::string& stream_id,
                        const checks::EventRecord& event) {
  const auto found = FindEvent(database, run, stream_id, event);
  if (!found.ok()) return found.status();
  auto write = database.Prepare(
      *found != 0
          ? "UPDATE events SET run = ?1, stream_id = ?2, number = ?3, check_id = ?4, subject = ?5,"
            " severity = ?6, start_us = ?7, start_media = ?8, end_us = ?9, end_media = ?10,"
            " value = ?11, limit_value = ?12, detail = ?13, suppressed_by = ?14 WHERE id = ?15"
          : "INSERT INTO events (run, stream_id, number, check_id, subject, severity, start_us,"
            " start_media, end_us, end_media, value, limit_value, detail, suppressed_by)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
  if (!write.ok()) return write.status();
  const checks::FactTime end = event.end.value_or(checks::FactTime{});
  const auto end_wall = event.end ? std::optional(event.end->wall) : std::nullopt;
  write->Bind(1, run).Bind(2, stream_id).Bind(3, static_cast<int64_t>(event.number));
  write->Bind(4, event.check).Bind(5, event.subject);
  write->Bind(6, static_cast<int64_t>(event.severity));
  write->Bind(7, event.start.wall).Bind(8, event.start.media);
  write->Bind(9, end_wall).Bind(10, end.media);
  write->Bind(11, event.value).Bind(12, event.limit);
  write->Bind(13, event.detail).Bind(14, event.suppressed_by);
  if (*found != 0) write->Bind(15, *found);
  return write->Run();
}

base::Result<std::vector<StoredEvent>> QueryEvents(SqliteDatabase& database,
                                                   const EventQuery& query) {
  std::string sql =
      "SELECT id, stream_id, number, check_id, subject, severity, start_us, start_media, end_us,"
      " end_media, value, limit_value, detail, suppressed_by FROM events WHERE 1";
  if (!query.stream_id.empty()) sql += " AND stream_id = ?1";
  if (!query.check.empty()) sql += " AND check_id = ?2";
  if (query.min_severity) sql += " AND severity >= ?3";
  if (query.from) sql += " AND start_us >= ?4";
  if (query.to) sql += " AND start_us < ?5";
  if (query.after) sql += " AND (start_us, id) < (?6, ?7)";
  sql += " ORDER BY start_us DESC, id DESC LIMIT ?8";
  auto select = database.Prepare(sql);
  if (!select.ok()) return select.status();
  if (!query.stream_id.empty()) select->Bind(1, query.stream_id);
  if (!query.check.empty()) select->Bind(2, query.check);
  if (query.min_severity) select->Bind(3, static_cast<int64_t>(*query.min_severity));
  if (query.from) select->Bind(4, *query.from);
  if (query.to) select->Bind(5, *query.to);
  if (query.after) select->Bind(6, query.after->first).Bind(7, query.after->second);
  select->Bind(8, static_cast<int64_t>(std::clamp(query.limit, 0, kMaxEvents)));
  std::vector<StoredEvent> events;
  for (;;) {
    const auto row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return events;
    events.push_back(ReadEvent(*select));
  }
}

base::Result<int64_t> EndOpenEvents(SqliteDatabase& database, int64_t run) {
  auto update = database.Prepare(
      "UPDATE events SET end_us = max(start_us, runs.alive_us),"
      " end_media = start_media + max(0, runs.alive_us - start_us) / 1e6"
      " FROM runs WHERE runs.id = events.run AND events.run < ? AND end_us IS NULL");
  if (!update.ok()) return update.status();
  update->Bind(1, run);
  return RunCounting(database, *update);
}

base::Result<int64_t> DeleteEvents(SqliteDatabase& database, base::WallTime before, int64_t limit) {
  auto remove = database.Prepare(
      "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE start_us < ?1 AND end_us < ?1"
      " ORDER BY start_us LIMIT ?2)");
  if (!remove.ok()) return remove.status();
  remove->Bind(1, before).Bind(2, limit);
  return RunCounting(database, *remove);
}

base::Status WriteAlarmRow(SqliteDatabase& database, const std::string& stream_id,
                           const checks::AlarmRecord& alarm) {
  if (alarm.state == checks::AlarmState::kOk) {
    auto remove =
        database.Prepare("DELETE FROM alarms WHERE stream_id = ? AND check_id = ? AND subject = ?");
    if (!remove.ok()) return remove.status();
    remove->Bind(1, stream_id).Bind(2, alarm.check).Bind(3, alarm.subject);
    return remove->Run();
  }
  auto insert = database.Prepare(
      "INSERT OR REPLACE INTO alarms (stream_id, check_id, subject, state, severity, value,"
      " limit_value, since_us, raised_us, cleared_us, detail, suppressed_by)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert.ok()) return insert.status();
  insert->Bind(1, stream_id).Bind(2, alarm.check).Bind(3, alarm.subject);
  insert->Bind(4, static_cast<int64_t>(alarm.state));
  insert->Bind(5, static_cast<int64_t>(alarm.severity));
  insert->Bind(6, alarm.value).Bind(7, alarm.limit).Bind(8, alarm.since);
  insert->Bind(9, alarm.raised).Bind(10, alarm.cleared);
  insert->Bind(11, alarm.detail).Bind(12, alarm.suppressed_by);
  return insert->Run();
}

base::Result<std::vector<StoredAlarm>> ReadAlarms(SqliteDatabase& database) {
  auto select = database.Prepare(
      "SELECT stream_id, check_id, subject, state, severity, value, limit_value, since_us,"
      " raised_us, cleared_us, detail, suppressed_by FROM alarms"
      " ORDER BY stream_id, check_id, subject");
  if (!select.ok()) return select.status();
  std::vector<StoredAlarm> alarms;
  for (;;) {
    const auto row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return alarms;
    StoredAlarm& alarm = alarms.emplace_back();
    alarm.stream_id = select->Text(0);
    checks::AlarmRecord& record = alarm.record;
    record.check = select->Text(1);
    record.subject = select->Text(2);
    record.state = static_cast<checks::AlarmState>(std::clamp<int64_t>(select->Int(3), 0, 5));
    record.severity = ReadSeverity(select->Int(4));
    record.value = select->Double(5);
    record.limit = select->Double(6);
    record.since = select->Time(7);
    record.raised = OptionalTime(*select, 8);
    record.cleared = OptionalTime(*select, 9);
    record.detail = select->Text(10);
    record.suppressed_by = select->Text(11);
  }
}

}  // namespace vedette::store
