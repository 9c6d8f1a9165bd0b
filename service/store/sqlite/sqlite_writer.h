#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "service/store/sqlite/sqlite_database.h"

namespace vedette::store {

// The one thread that changes the database. Synchronised.
//
// Rows that nobody waits for are gathered and written many to a transaction. When the store is
// lost they wait, the latest of each key, and are tried again with growing pauses (0.1 to 5 s);
// beyond `max_rows` the oldest are dropped and counted. Changes that somebody waits for have a
// transaction each and are not tried again.
class SqliteWriter {
 public:
  using Change = std::function<base::Status(SqliteDatabase&)>;

  // `chore` is done every `chore_every`, in its transaction; its failure counts as the store's.
  SqliteWriter(std::unique_ptr<SqliteDatabase> database, size_t max_rows, Change chore,
               base::milliseconds chore_every);
  ~SqliteWriter();  // Stop with 2 s

  // Never blocks. Takes the place of a waiting row of the same key.
  void WriteSoon(std::string key, Change change) EXCLUDES(mutex_);
  // Blocks until committed. kUnavailable when the store is lost or the writer stopped; with reason
  // "store_slow" when `deadline` passed while the change was being made: it may still happen.
  base::Status WriteNow(Change change, base::Deadline deadline) EXCLUDES(mutex_);

  // Waits until no row waits. False when `deadline` passes first.
  bool Flush(base::Deadline deadline) EXCLUDES(mutex_);
  // Writes what waits until `deadline`, does the chore a last time, joins the thread. Idempotent.
  void Stop(base::Deadline deadline) EXCLUDES(mutex_);

  // Whether the last transaction worked.
  bool healthy() const { return healthy_; }
  uint64_t dropped_rows() const { return dropped_rows_; }

 private:
  struct Row {
    std::string key;
    Change change;
  };
  using Rows = std::list<Row>;
  // A change that somebody waits for; shared because either side may leave first.
  struct Waiting {
    enum class State { kQueued, kRunning, kDone, kGivenUp };
    Change change;
    State state = State::kQueued;
    base::Status result;
  };

  void Run() EXCLUDES(mutex_);
  bool WaitForWork(base::SteadyTime next_chore, base::SteadyTime retry_at) EXCLUDES(mutex_);
  void DoWaiting() EXCLUDES(mutex_);
  bool DoRows() EXCLUDES(mutex_);
  base::Status Transact(const Change& change);
  base::Status WriteBatch(Rows& rows);
  Rows TakeRows() EXCLUDES(mutex_);
  void PutBack(Rows rows) EXCLUDES(mutex_);
  void Bound() REQUIRES(mutex_);

  const std::unique_ptr<SqliteDatabase> database_;
  const size_t max_rows_;
  const Change chore_;
  const base::milliseconds chore_every_;
  std::atomic<bool> healthy_{true};
  std::atomic<uint64_t> dropped_rows_{0};
  base::Mutex mutex_;
  base::CondVar work_;
  base::CondVar done_;
  Rows rows_ GUARDED_BY(mutex_);
  std::unordered_map<std::string, Rows::iterator> by_key_ GUARDED_BY(mutex_);
  std::list<std::shared_ptr<Waiting>> waiting_ GUARDED_BY(mutex_);
  bool writing_ GUARDED_BY(mutex_) = false;  // rows were taken and are not committed
  bool stopping_ GUARDED_BY(mutex_) = false;
  base::SteadyTime stop_at_ GUARDED_BY(mutex_){};
  std::thread thread_;
};

}  // namespace vedette::store
