#pragma once

#include "engine/base/status.h"
#include "service/store/sqlite/sqlite_database.h"

namespace vedette::store {

// The version of the tables that this program writes (`user_version`).
int SchemaVersion();

// Brings the tables to SchemaVersion, one transaction per step; a step that fails leaves the
// database as the step before it made it. kFailedPrecondition for a database of a newer program.
base::Status Migrate(SqliteDatabase& database);

}  // namespace vedette::store
