#pragma once

#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/monitor/stream.h"
#include "service/store/sqlite/sqlite_database.h"

namespace vedette::store {

// The table `streams`. Called inside a transaction, or on a read-only connection.

// kDataLoss naming the stream when a row does not read as one.
base::Result<std::vector<monitor::StreamConfig>> ReadStreams(SqliteDatabase& database);
base::Status PutStream(SqliteDatabase& database, const monitor::StreamConfig& stream,
                       base::WallTime now);
base::Status RemoveStream(SqliteDatabase& database, const std::string& id);

}  // namespace vedette::store
