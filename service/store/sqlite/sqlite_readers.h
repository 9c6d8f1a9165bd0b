#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "service/store/sqlite/sqlite_database.h"

namespace vedette::store {

// A few read-only connections, lent to one caller each. Synchronised.
class SqliteReaders {
 public:
  // All are opened at once. The file must be there, and with tables.
  static base::Result<std::unique_ptr<SqliteReaders>> Open(const std::filesystem::path& file,
                                                           size_t connections,
                                                           base::milliseconds busy_timeout);

  // A connection for the length of a scope. Its statements are ended at the deadline.
  class Lease {
   public:
    Lease(SqliteReaders* readers, std::unique_ptr<SqliteDatabase> database)
        : readers_(readers), database_(std::move(database)) {}
    ~Lease();
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    SqliteDatabase& operator*() { return *database_; }

   private:
    SqliteReaders* readers_;
    std::unique_ptr<SqliteDatabase> database_;
  };

  // Blocks until one is free. kDeadlineExceeded when none was in time.
  base::Result<Lease> Take(base::Deadline deadline) EXCLUDES(mutex_);

  // Lent out now, and all.
  std::pair<int, int> InUse() const EXCLUDES(mutex_);

 private:
  explicit SqliteReaders(std::vector<std::unique_ptr<SqliteDatabase>> databases);
  void GiveBack(std::unique_ptr<SqliteDatabase> database) EXCLUDES(mutex_);

  const int size_;
  mutable base::Mutex mutex_;
  base::CondVar free_;
  std::vector<std::unique_ptr<SqliteDatabase>> idle_ GUARDED_BY(mutex_);
};

}  // namespace vedette::store
