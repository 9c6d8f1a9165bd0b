#include "service/store/sqlite/sqlite_database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace vedette::store {
namespace {

constexpr int kStepsBetweenLooks = 10000;

int DeadlinePassed(void* deadline) {
  return static_cast<const base::Deadline*>(deadline)->Passed() ? 1 : 0;
}

// Made here because SQLite would make it readable by everybody; its -wal and -shm files follow.
base::Status MakeFile(const std::filesystem::path& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    const int error = errno;
    return {base::Code::kUnavailable, "store_lost",
            file.string() + ": " + std::system_category().message(error), error};
  }
  close(fd);
  return base::Status::Ok();
}

}  // namespace

base::Status SqliteError(sqlite3* database, int code) {
  const std::string message = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {base::Code::kDataLoss, "store_damaged", message, code};
    case SQLITE_INTERRUPT:
      return {base::Code::kDeadlineExceeded, "deadline", "the store took too long", code};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return {base::Code::kUnavailable, "store_lost", message, code};
    default:
      return {base::Code::kInternal, "store", message, code};
  }
}

SqliteStatement::~SqliteStatement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

// Binding fails only for an index that the statement does not have, or without memory; Step then
// meets NULL where a constraint forbids it.
SqliteStatement& SqliteStatement::Bind(int index, int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
  return *this;
}
SqliteStatement& SqliteStatement::Bind(int index, double value) {
  sqlite3_bind_double(statement_, index, value);
  return *this;
}
SqliteStatement& SqliteStatement::Bind(int index, std::string_view value) {
  // An empty view may have no address, which would be NULL.
  const char* const text = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_text64(statement_, index, text, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
SqliteStatement& SqliteStatement::Bind(int index, base::WallTime value) {
  return Bind(index, static_cast<int64_t>(value.time_since_epoch().count()));
}
SqliteStatement& SqliteStatement::Bind(int index, const std::optional<base::WallTime>& value) {
  if (value) return Bind(index, *value);
  sqlite3_bind_null(statement_, index);
  return *this;
}

base::Result<bool> SqliteStatement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteError(database_, code);
}

base::Status SqliteStatement::Run() {
  for (;;) {
    const auto row = Step();
    if (!row.ok()) return row.status();
    if (!*row) return base::Status::Ok();
  }
}

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
int64_t SqliteStatement::Int(int column) const { return sqlite3_column_int64(statement_, column); }
double SqliteStatement::Double(int column) const {
  if (IsNull(column)) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(statement_, column);
}
std::string SqliteStatement::Text(int column) const {
  const unsigned char* const text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return "";
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return {reinterpret_cast<const char*>(text), size};
}
base::WallTime SqliteStatement::Time(int column) const {
  return base::WallTime(base::microseconds(Int(column)));
}

void SqliteDatabase::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

SqliteDatabase::SqliteDatabase(std::filesystem::path file, std::unique_ptr<sqlite3, Close> database)
    : file_(std::move(file)), database_(std::move(database)) {}

SqliteDatabase::~SqliteDatabase() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
}

base::Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(
    const std::filesystem::path& file, Mode mode, base::milliseconds busy_timeout) {
  if (mode == Mode::kReadWrite) VEDETTE_RETURN_IF_ERROR(MakeFile(file));
  const int access = mode == Mode::kReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Close> handle(opened);
  if (code != SQLITE_OK) return SqliteError(opened, code).Wrap(file.string());
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(file, std::move(handle)));
  VEDETTE_RETURN_IF_ERROR(database->Configure(mode, busy_timeout).Wrap(file.string()));
  return database;
}

base::Status SqliteDatabase::Configure(Mode mode, base::milliseconds busy_timeout) {
  sqlite3_extended_result_codes(database_.get(), 1);
  sqlite3_busy_timeout(database_.get(), static_cast<int>(busy_timeout.count()));
  sqlite3_limit(database_.get(), SQLITE_LIMIT_LENGTH, 16 << 20);
  sqlite3_progress_handler(database_.get(), kStepsBetweenLooks, DeadlinePassed, &deadline_);
  struct stat info {};
  if (stat(file_.c_str(), &info) == 0) {
    device_ = info.st_dev;
    inode_ = info.st_ino;
  }
  // Reading the version is the first look into the file.
  VEDETTE_RETURN_IF_ERROR(Execute("PRAGMA user_version"));
  if (mode == Mode::kReadOnly) return Execute("PRAGMA query_only=ON");
  return Execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
      "PRAGMA journal_size_limit=16777216");
}

base::Status SqliteDatabase::Execute(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? base::Status::Ok() : SqliteError(database_.get(), code);
}

base::Result<SqliteStatement> SqliteDatabase::Prepare(std::string_view sql) {
  sqlite3_stmt*& statement = statements_[std::string(sql)];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return SqliteError(database_.get(), code);
  }
  return SqliteStatement(database_.get(), statement);
}

int64_t SqliteDatabase::last_insert_id() const {
  return sqlite3_last_insert_rowid(database_.get());
}
int64_t SqliteDatabase::changed_rows() const { return sqlite3_changes64(database_.get()); }

void SqliteDatabase::SetDeadline(base::Deadline deadline) { deadline_ = deadline; }

bool SqliteDatabase::StillInPlace() const {
  struct stat info {};
  return stat(file_.c_str(), &info) == 0 && info.st_dev == device_ && info.st_ino == inode_;
}

}  // namespace vedette::store
