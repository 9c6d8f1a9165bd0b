#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <future>
#include <map>

#include "service/store/sqlite/sqlite_schema.h"
#include "service/store/sqlite/sqlite_writer.h"
#include "tests/unit/service_store/store_fixture.h"

namespace vedette::store {
namespace {

using base::milliseconds;
using base::seconds;

monitor::StreamConfig Stream(const std::string& id) {
  monitor::StreamConfig stream;
  stream.id = id;
  stream.url = "http://host/a";
  return stream;
}

class StoreFaultTest : public StoreTest {
 protected:
  base::Status OpenStatus() {
    store_.reset();
    return SqliteStore::Open(options_, clock_).status();
  }
  size_t Streams() {
    const auto streams = store_->LoadAll();
    EXPECT_TRUE(streams.ok()) << streams.status().ToString();
    return streams.ok() ? streams->size() : 0;
  }
};

TEST_F(StoreFaultTest, NothingAcknowledgedIsLostWhenTheProcessIsKilled) {
  int acknowledged[2];
  ASSERT_EQ(pipe(acknowledged), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = SqliteStore::Open(options_, clock_);
    if (!store.ok()) _exit(1);
    checks::AlarmRecord alarm;
    alarm.check = "down";
    alarm.state = checks::AlarmState::kRaised;
    (*store)->WriteAlarm("s0", alarm);
    (*store)->Write("s0", Event(1, seconds(0)));
    if (!(*store)->Flush(base::Deadline::After(seconds(10)))) _exit(1);
    for (uint32_t i = 0;; ++i) {
      if (!(*store)->Put({Stream("s" + std::to_string(i))}).ok()) _exit(1);
      if (write(acknowledged[1], &i, sizeof(i)) != sizeof(i)) _exit(1);
    }
  }
  close(acknowledged[1]);
  uint32_t last = 0;
  while (last < 200) ASSERT_EQ(read(acknowledged[0], &last, sizeof(last)), ssize_t{sizeof(last)});
  kill(child, SIGKILL);
  // What was acknowledged before the signal arrived counts too.
  while (read(acknowledged[0], &last, sizeof(last)) == sizeof(last)) continue;
  close(acknowledged[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));

  Open();
  EXPECT_GE(Streams(), last + 1);
  EXPECT_EQ(store_->Alarms()->size(), 1u);
  ASSERT_EQ(store_->Query({})->size(), 1u);
  EXPECT_TRUE(store_->Query({})->front().record.end.has_value());
}

TEST_F(StoreFaultTest, EventsLeftOpenEndWhenTheRunWasLastAlive) {
  Open();
  store_->Write("ch1", Event(1, seconds(0)));
  checks::EventRecord untied = Event(2, seconds(0), "hls_stale");
  untied.start.media = std::numeric_limits<double>::quiet_NaN();
  store_->Write("ch1", untied);
  checks::EventRecord ended = Event(3, seconds(0), "silence");
  ended.end = checks::FactTime{21, ended.start.wall + seconds(1)};
  store_->Write("ch1", ended);
  ASSERT_TRUE(Flush());
  const base::WallTime start = clock_.Wall();
  clock_.Advance(seconds(8));
  Open();                       // closing marked the run alive at + 8 s
  clock_.Advance(seconds(60));  // what happens later moves no end
  Open();
  const auto events = store_->Query({});
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3u);
  for (const StoredEvent& event : *events) {
    ASSERT_TRUE(event.record.end.has_value()) << event.record.check;
    EXPECT_EQ(event.record.end->wall - start,
              event.record.check == "silence" ? seconds(1) : seconds(8));
    if (event.record.check == "black") {
      EXPECT_DOUBLE_EQ(event.record.end->media, 28.5);
    }
    if (event.record.check == "hls_stale") {
      EXPECT_TRUE(std::isnan(event.record.end->media));
    }
  }
}

TEST_F(StoreFaultTest, ALostStoreIsToldAndComesBack) {
  Open();
  const auto other = Beside();
  ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE").ok());
  for (uint64_t i = 0; i < 10; ++i) store_->Write("ch1", Event(i, seconds(0)));
  const base::Status refused = store_->Put({Stream("a")});
  EXPECT_EQ(refused.code(), base::Code::kUnavailable);
  EXPECT_EQ(refused.reason(), "store_lost");
  EXPECT_TRUE(support::Eventually([&] { return !store_->connected(); }));
  EXPECT_FALSE(store_->Flush(base::Deadline::After(milliseconds(1))));
  EXPECT_EQ(Streams(), 0u) << "reading goes on";
  ASSERT_TRUE(other->Execute("ROLLBACK").ok());
  EXPECT_TRUE(Flush());
  EXPECT_TRUE(support::Eventually([&] { return store_->connected(); }));
  EXPECT_EQ(store_->Query({})->size(), 10u);
  EXPECT_EQ(Streams(), 0u) << "what was refused did not happen after all";
  EXPECT_EQ(store_->dropped_rows(), 0u);
}

// The writer itself, held by a change that does not end before it is told to: so that all rows
// wait.
TEST_F(StoreFaultTest, WaitingRowsAreBoundedAndTheLatestOfEachKeyWins) {
  Open();
  std::map<int, int> written;
  std::promise<void> begun, end;
  SqliteWriter writer(
      Beside(), 3, [](SqliteDatabase&) { return base::Status::Ok(); }, seconds(60));
  std::thread holder([&] {
    const base::Status held = writer.WriteNow(
        [&](SqliteDatabase&) {
          begun.set_value();
          end.get_future().wait();
          return base::Status::Ok();
        },
        base::Deadline::After(seconds(60)));
    EXPECT_TRUE(held.ok()) << held.ToString();
  });
  begun.get_future().wait();
  for (int key = 1; key <= 5; ++key) {
    for (int value = 0; value < 100; ++value) {
      writer.WriteSoon(std::to_string(key), [&written, key, value](SqliteDatabase&) {
        written[key] = value;
        return base::Status::Ok();
      });
    }
  }
  EXPECT_EQ(writer.dropped_rows(), 2u);
  end.set_value();
  holder.join();
  ASSERT_TRUE(writer.Flush(base::Deadline::After(seconds(10))));
  EXPECT_EQ(written, (std::map<int, int>{{3, 99}, {4, 99}, {5, 99}}));
}

TEST_F(StoreFaultTest, ASlowStoreDoesNotHoldItsCallers) {
  options_.busy_timeout = seconds(2);
  options_.call_timeout = milliseconds(30);
  Open();
  const auto other = Beside();
  ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE").ok());
  const auto begin = std::chrono::steady_clock::now();
  const base::Status late = store_->Put({Stream("a")});
  EXPECT_EQ(late.code(), base::Code::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(1500));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(30));
  ASSERT_TRUE(other->Execute("ROLLBACK").ok());
}

TEST_F(StoreFaultTest, AFileThatIsGoneIsALostStore) {
  Open();
  ASSERT_TRUE(store_->Put({Stream("a")}).ok());
  const auto away = directory_ / "away.db";
  std::filesystem::rename(File(), away);
  const base::Status refused = store_->Put({Stream("b")});
  EXPECT_EQ(refused.code(), base::Code::kUnavailable);
  EXPECT_FALSE(store_->connected());
  std::filesystem::rename(away, File());
  EXPECT_TRUE(support::Eventually([&] { return store_->connected(); }));
  EXPECT_TRUE(store_->Put({Stream("b")}).ok());
  EXPECT_EQ(Streams(), 2u);
}

TEST_F(StoreFaultTest, AfterStopNothingIsTakenAny) {
  Open();
  store_->Write("ch1", Event(1, seconds(0)));
  store_->Stop(base::Deadline::After(seconds(10)));
  EXPECT_EQ(store_->Put({Stream("a")}).code(), base::Code::kUnavailable);
  store_->Write("ch1", Event(2, seconds(0)));
  EXPECT_EQ(store_->dropped_rows(), 1u);
  Open();
  EXPECT_EQ(store_->Query({})->size(), 1u) << "what waited was written before the end";
}

TEST_F(StoreFaultTest, ADirectoryServesOneProcess) {
  Open();
  const base::Status second = SqliteStore::Open(options_, clock_).status();
  EXPECT_EQ(second.code(), base::Code::kUnavailable);
  EXPECT_NE(second.message().find("another vedetted"), std::string::npos) << second.message();
  Open();
}

TEST_F(StoreFaultTest, SaysWhatIsWrongWithTheDirectory) {
  std::ofstream(directory_ / "file") << "no directory";
  options_.directory = directory_ / "file" / "data";
  base::Status status = OpenStatus();
  EXPECT_EQ(status.code(), base::Code::kUnavailable);
  EXPECT_NE(status.message().find("DATA_DIR"), std::string::npos) << status.message();
  options_.directory = directory_ / "file";
  status = OpenStatus();
  EXPECT_EQ(status.code(), base::Code::kUnavailable);
  EXPECT_NE(status.message().find("DATA_DIR"), std::string::npos) << status.message();
  if (geteuid() == 0) return;  // whom no directory refuses
  options_.directory = directory_ / "read-only";
  std::filesystem::create_directory(options_.directory);
  std::filesystem::permissions(
      options_.directory, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(OpenStatus().code(), base::Code::kUnavailable);
}

TEST_F(StoreFaultTest, ADamagedFileIsToldAndLeftAlone) {
  std::filesystem::create_directory(options_.directory);
  const std::string garbage(8192, 'x');
  std::ofstream(File()) << garbage;
  const base::Status status = OpenStatus();
  EXPECT_EQ(status.code(), base::Code::kDataLoss);
  EXPECT_NE(status.message().find("vedette.db"), std::string::npos) << status.message();
  EXPECT_EQ(std::filesystem::file_size(File()), garbage.size());
}

TEST_F(StoreFaultTest, DamageWithinTheFileIsToldWhenItIsMet) {
  Open();
  for (uint64_t i = 0; i < 2000; ++i) store_->Write("ch1", Event(i, seconds(0)));
  ASSERT_TRUE(Flush());
  store_.reset();
  {
    std::fstream file(File(), std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(File()));
    ASSERT_GT(size, 100000);
    for (std::streamoff at = 8 * 4096; at < size; at += 4096) {
      file.seekp(at);
      file << std::string(64, '\xff');
    }
  }
  auto store = SqliteStore::Open(options_, clock_);
  if (store.ok()) {
    EventQuery query;
    query.limit = kMaxEvents;
    EXPECT_EQ((*store)->Query(query).status().code(), base::Code::kDataLoss);
    EXPECT_FALSE((*store)->connected());
  } else {
    EXPECT_EQ(store.status().code(), base::Code::kDataLoss);
  }
}

TEST_F(StoreFaultTest, MigratesAnEmptyFileAndRefusesANewerOne) {
  std::filesystem::create_directory(options_.directory);
  {
    const auto database = Beside();
    ASSERT_TRUE(Migrate(*database).ok());
    ASSERT_TRUE(Migrate(*database).ok()) << "again is no change";
    const std::string newer = "PRAGMA user_version=" + std::to_string(SchemaVersion() + 1);
    ASSERT_TRUE(database->Execute(newer.c_str()).ok());
  }
  const base::Status status = OpenStatus();
  EXPECT_EQ(status.code(), base::Code::kFailedPrecondition);
  EXPECT_NE(status.message().find("version"), std::string::npos);
  ASSERT_TRUE(
      Beside()->Execute(("PRAGMA user_version=" + std::to_string(SchemaVersion())).c_str()).ok());
  Open();
}

TEST_F(StoreFaultTest, AMigrationThatFailsChangesNothing) {
  std::filesystem::create_directory(options_.directory);
  const auto database = Beside();
  // The last table of the first step is in the way.
  ASSERT_TRUE(database->Execute("CREATE TABLE alarms (x)").ok());
  EXPECT_FALSE(Migrate(*database).ok());
  EXPECT_FALSE(database->Execute("SELECT * FROM streams").ok()) << "a half-made schema";
  ASSERT_TRUE(database->Execute("DROP TABLE alarms").ok());
  EXPECT_TRUE(Migrate(*database).ok());
}

TEST_F(StoreFaultTest, ReadersAreCounted) {
  Open();
  EXPECT_EQ(store_->Connections(), std::make_pair(0, static_cast<int>(options_.readers)));
}

TEST_F(StoreFaultTest, AReaderIsWaitedForUntilTheDeadline) {
  Open();
  auto readers = SqliteReaders::Open(File(), 1, milliseconds(20));
  ASSERT_TRUE(readers.ok()) << readers.status().ToString();
  {
    auto lease = (*readers)->Take(base::Deadline::After(seconds(5)));
    ASSERT_TRUE(lease.ok());
    EXPECT_EQ((*readers)->InUse(), std::make_pair(1, 1));
    EXPECT_EQ((*readers)->Take(base::Deadline::After(milliseconds(10))).status().code(),
              base::Code::kDeadlineExceeded);
    EXPECT_FALSE((**lease).Execute("DELETE FROM streams").ok()) << "readers change nothing";
    (**lease).SetDeadline(base::Deadline(base::SteadyTime{}));
    EXPECT_EQ((**lease)
                  .Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                           " SELECT count(*) FROM n")
                  .code(),
              base::Code::kDeadlineExceeded);
  }
  EXPECT_TRUE((*readers)->Take(base::Deadline::After(seconds(5))).ok());
}

}  // namespace
}  // namespace vedette::store
