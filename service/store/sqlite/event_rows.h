#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "service/store/event_store.h"
#include "service/store/sqlite/sqlite_database.h"

namespace vedette::store {

// The tables `runs`, `events` and `alarms`. Called inside a transaction, or on a read-only
// connection.

// A new run of the program, known to be alive at `now`.
base::Result<int64_t> BeginRun(SqliteDatabase& database, base::WallTime now);
base::Status MarkAlive(SqliteDatabase& database, int64_t run, base::WallTime now);

// Adds the event, or replaces the one of the same run, stream, number, check and subject. One that
// has ended and began at another time is another event: numbers begin anew when a stream is deleted
// and made again.
base::Status WriteEvent(SqliteDatabase& database, int64_t run, const std::string& stream_id,
                        const checks::EventRecord& event);
base::Result<std::vector<StoredEvent>> QueryEvents(SqliteDatabase& database,
                                                   const EventQuery& query);
// Ends the events that runs before `run` left open, at the time at which their run is last known to
// have been alive. How many.
base::Result<int64_t> EndOpenEvents(SqliteDatabase& database, int64_t run);
// Deletes at most `limit` events that ended before `before`. How many.
base::Result<int64_t> DeleteEvents(SqliteDatabase& database, base::WallTime before, int64_t limit);

// Keeps the alarm, or forgets it when it is ok.
base::Status WriteAlarmRow(SqliteDatabase& database, const std::string& stream_id,
                           const checks::AlarmRecord& alarm);
base::Result<std::vector<StoredAlarm>> ReadAlarms(SqliteDatabase& database);

}  // namespace vedette::store
