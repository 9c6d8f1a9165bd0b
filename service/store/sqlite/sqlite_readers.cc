#include "service/store/sqlite/sqlite_readers.h"

namespace vedette::store {

base::Result<std::unique_ptr<SqliteReaders>> SqliteReaders::Open(const std::filesystem::path& file,
                                                                 size_t connections,
                                                                 base::milliseconds busy_timeout) {
  std::vector<std::unique_ptr<SqliteDatabase>> databases;
  for (size_t i = 0; i < connections; ++i) {
    auto database = SqliteDatabase::Open(file, SqliteDatabase::Mode::kReadOnly, busy_timeout);
    if (!database.ok()) return database.status();
    databases.push_back(std::move(*database));
  }
  return std::unique_ptr<SqliteReaders>(new SqliteReaders(std::move(databases)));
}

SqliteReaders::SqliteReaders(std::vector<std::unique_ptr<SqliteDatabase>> databases)
    : size_(static_cast<int>(databases.size())), idle_(std::move(databases)) {}

SqliteReaders::Lease::~Lease() {
  if (database_ != nullptr) readers_->GiveBack(std::move(database_));
}

base::Result<SqliteReaders::Lease> SqliteReaders::Take(base::Deadline deadline) {
  base::MutexLock lock(mutex_);
  while (idle_.empty()) {
    if (!free_.WaitUntil(mutex_, deadline.at()) && idle_.empty()) {
      return base::DeadlineExceeded("the store is busy");
    }
  }
  Lease lease(this, std::move(idle_.back()));
  idle_.pop_back();
  (*lease).SetDeadline(deadline);
  return lease;
}

void SqliteReaders::GiveBack(std::unique_ptr<SqliteDatabase> database) {
  base::MutexLock lock(mutex_);
  idle_.push_back(std::move(database));
  free_.NotifyOne();
}

std::pair<int, int> SqliteReaders::InUse() const {
  base::MutexLock lock(mutex_);
  return {size_ - static_cast<int>(idle_.size()), size_};
}

}  // namespace vedette::store
