// The folder service/store/sqlite: the embedded store. The only place that talks to SQLite.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/base/clock.h"
#include "engine/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace vedette::store {

// A prepared statement for the length of a scope; at its end the statement is reset and its values
// are forgotten. Confined to the thread that uses its database, and must not outlive that.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, sqlite3_stmt* statement)
      : database_(database), statement_(statement) {}
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;

  // Parameters are counted from 1. NaN is bound as NULL.
  SqliteStatement& Bind(int index, int64_t value);
  SqliteStatement& Bind(int index, double value);
  SqliteStatement& Bind(int index, std::string_view value);  // must live until Step
  SqliteStatement& Bind(int index, base::WallTime value);    // microseconds since 1970
  SqliteStatement& Bind(int index, const std::optional<base::WallTime>& value);

  // True: there is a row. False: done. Blocks on the file system.
  base::Result<bool> Step();
  // Steps to the end; for statements that give no rows.
  base::Status Run();

  // Columns of the present row are counted from 0.
  bool IsNull(int column) const;
  int64_t Int(int column) const;
  double Double(int column) const;  // NaN where NULL
  std::string Text(int column) const;
  base::WallTime Time(int column) const;

 private:
  sqlite3* const database_;
  sqlite3_stmt* statement_;
};

// One connection. Confined to one thread at a time.
class SqliteDatabase {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  // Opens, and for kReadWrite makes the file (readable by its owner only, for it holds secrets) and
  // sets WAL, synchronous=NORMAL and foreign_keys. Waits at most `busy_timeout` for other
  // connections, here and later. kDataLoss for a file that is no database, else kUnavailable.
  static base::Result<std::unique_ptr<SqliteDatabase>> Open(const std::filesystem::path& file,
                                                            Mode mode,
                                                            base::milliseconds busy_timeout);
  ~SqliteDatabase();

  // For statements without values and rows; several may be parted by semicolons.
  base::Status Execute(const char* sql);
  // Prepared once per text, then kept. One use of a text at a time.
  base::Result<SqliteStatement> Prepare(std::string_view sql);
  int64_t last_insert_id() const;
  int64_t changed_rows() const;  // by the last statement

  // Ends running statements with kDeadlineExceeded from then on.
  void SetDeadline(base::Deadline deadline);
  // Whether the file that was opened is still the one with its name. SQLite goes on writing into a
  // deleted file without a word.
  bool StillInPlace() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  SqliteDatabase(std::filesystem::path file, std::unique_ptr<sqlite3, Close> database);
  base::Status Configure(Mode mode, base::milliseconds busy_timeout);

  const std::filesystem::path file_;
  const std::unique_ptr<sqlite3, Close> database_;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
  uint64_t device_ = 0;
  uint64_t inode_ = 0;
  base::Deadline deadline_ = base::Deadline::Never();
};

// What the last call on the connection failed with: kUnavailable "store_lost" (locked, disk full,
// I/O), kDataLoss "store_damaged", kDeadlineExceeded when interrupted, else kInternal.
base::Status SqliteError(sqlite3* database, int code);

}  // namespace vedette::store
