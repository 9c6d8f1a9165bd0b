#include "service/store/sqlite/sqlite_writer.h"

#include <pthread.h>

#include <algorithm>

namespace vedette::store {
namespace {

constexpr size_t kBatchRows = 1000;
constexpr base::milliseconds kFirstPause{100};
constexpr base::milliseconds kLongestPause{5000};

base::SteadyTime Now() { return std::chrono::steady_clock::now(); }

// Trying again later helps against these, and not against a row that no table takes.
bool StoreFailed(const base::Status& status) {
  return status.code() == base::Code::kUnavailable || status.code() == base::Code::kDataLoss ||
         status.code() == base::Code::kDeadlineExceeded;
}

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteDatabase> database, size_t max_rows, Change chore,
                           base::milliseconds chore_every)
    : database_(std::move(database)),
      max_rows_(max_rows),
      chore_(std::move(chore)),
      chore_every_(chore_every) {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "store-writer");
    Run();
  });
}

SqliteWriter::~SqliteWriter() { Stop(base::Deadline::After(base::seconds(2))); }

void SqliteWriter::WriteSoon(std::string key, Change change) {
  base::MutexLock lock(mutex_);
  if (stopping_) {
    ++dropped_rows_;
    return;
  }
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    found->second->change = std::move(change);
    return;
  }
  rows_.push_back({key, std::move(change)});
  by_key_[std::move(key)] = std::prev(rows_.end());
  Bound();
  work_.NotifyOne();
}

base::Status SqliteWriter::WriteNow(Change change, base::Deadline deadline) {
  const auto waiting = std::make_shared<Waiting>();
  waiting->change = std::move(change);
  base::MutexLock lock(mutex_);
  if (stopping_) return base::Unavailable("store_lost", "the store is closed");
  waiting_.push_back(waiting);
  work_.NotifyOne();
  while (waiting->state != Waiting::State::kDone) {
    if (done_.WaitUntil(mutex_, deadline.at()) || waiting->state == Waiting::State::kDone) continue;
    const bool begun = waiting->state == Waiting::State::kRunning;
    waiting->state = Waiting::State::kGivenUp;
    if (begun) return base::Unavailable("store_slow", "the store has not answered in time");
    return base::Unavailable("store_lost", "the store is busy; nothing was changed");
  }
  return waiting->result;
}

bool SqliteWriter::Flush(base::Deadline deadline) {
  base::MutexLock lock(mutex_);
  while (!rows_.empty() || writing_) {
    if (!done_.WaitUntil(mutex_, deadline.at()) && (!rows_.empty() || writing_)) return false;
  }
  return true;
}

void SqliteWriter::Stop(base::Deadline deadline) {
  {
    base::MutexLock lock(mutex_);
    if (!stopping_) stop_at_ = deadline.at();
    stopping_ = true;
    work_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void SqliteWriter::Run() {
  base::milliseconds pause = kFirstPause;
  base::SteadyTime retry_at{};
  base::SteadyTime next_chore = Now() + chore_every_;
  while (WaitForWork(next_chore, retry_at)) {
    DoWaiting();
    if (Now() >= retry_at) {
      if (DoRows()) {
        pause = kFirstPause;
      } else {
        retry_at = Now() + pause;
        pause = std::min(pause * 2, kLongestPause);
      }
    }
    if (Now() >= next_chore) {
      (void)Transact(chore_);  // told by healthy()
      next_chore = Now() + chore_every_;
    }
  }
  (void)Transact(chore_);
  base::MutexLock lock(mutex_);
  dropped_rows_ += rows_.size();
  rows_.clear();
  by_key_.clear();
  done_.NotifyAll();
}

// False when it is time to end.
bool SqliteWriter::WaitForWork(base::SteadyTime next_chore, base::SteadyTime retry_at) {
  base::MutexLock lock(mutex_);
  for (;;) {
    const base::SteadyTime now = Now();
    const bool rows_due = !rows_.empty() && now >= retry_at;
    if (stopping_ && waiting_.empty() && (rows_.empty() || now >= stop_at_)) return false;
    if (!waiting_.empty() || rows_due || now >= next_chore) return true;
    base::SteadyTime until = next_chore;
    if (!rows_.empty()) until = std::min(until, retry_at);
    if (stopping_) until = std::min(until, stop_at_);
    work_.WaitUntil(mutex_, until);
  }
}

void SqliteWriter::DoWaiting() {
  for (;;) {
    std::shared_ptr<Waiting> next;
    {
      base::MutexLock lock(mutex_);
      while (!waiting_.empty() && next == nullptr) {
        next = std::move(waiting_.front());
        waiting_.pop_front();
        if (next->state == Waiting::State::kGivenUp) next = nullptr;
      }
      if (next == nullptr) return;
      next->state = Waiting::State::kRunning;
    }
    base::Status result = Transact(next->change);
    base::MutexLock lock(mutex_);
    next->result = std::move(result);
    next->state = Waiting::State::kDone;
    done_.NotifyAll();
  }
}

// False when the store is lost.
bool SqliteWriter::DoRows() {
  Rows rows = TakeRows();
  if (rows.empty()) return true;
  const base::Status status = Transact([&](SqliteDatabase&) { return WriteBatch(rows); });
  if (StoreFailed(status)) {
    PutBack(std::move(rows));
    return false;
  }
  base::MutexLock lock(mutex_);
  writing_ = false;
  done_.NotifyAll();
  return true;
}

base::Status SqliteWriter::WriteBatch(Rows& rows) {
  for (const Row& row : rows) {
    base::Status status = row.change(*database_);
    if (StoreFailed(status)) return status;
    if (!status.ok()) ++dropped_rows_;
  }
  return base::Status::Ok();
}

base::Status SqliteWriter::Transact(const Change& change) {
  base::Status status;
  if (!database_->StillInPlace()) {
    status = base::Unavailable("store_lost", "the database file is gone from its place");
  } else {
    status = database_->Execute("BEGIN IMMEDIATE");
    if (status.ok()) {
      status = change(*database_);
      if (status.ok()) status = database_->Execute("COMMIT");
      if (!status.ok()) (void)database_->Execute("ROLLBACK");  // some failures have done it already
    }
  }
  healthy_ = !StoreFailed(status);
  return status;
}

SqliteWriter::Rows SqliteWriter::TakeRows() {
  base::MutexLock lock(mutex_);
  Rows taken;
  auto end = rows_.begin();
  for (size_t i = 0; i < kBatchRows && end != rows_.end(); ++i, ++end) by_key_.erase(end->key);
  taken.splice(taken.begin(), rows_, rows_.begin(), end);
  writing_ = !taken.empty();
  return taken;
}

void SqliteWriter::PutBack(Rows rows) {
  base::MutexLock lock(mutex_);
  while (!rows.empty()) {
    const auto last = std::prev(rows.end());
    if (by_key_.count(last->key) != 0) {
      rows.erase(last);
      continue;
    }
    rows_.splice(rows_.begin(), rows, last);
    by_key_[rows_.front().key] = rows_.begin();
  }
  Bound();
  writing_ = false;
}

void SqliteWriter::Bound() {
  while (rows_.size() > max_rows_) {
    by_key_.erase(rows_.front().key);
    rows_.pop_front();
    ++dropped_rows_;
  }
}

}  // namespace vedette::store
