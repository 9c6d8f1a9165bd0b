#include "service/rpc/watch_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vedette::rpc {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

const std::unordered_set<std::string> kEverything;

class WatchLogTest : public testing::Test {
 protected:
  void Configure(const std::string& id) {
    v1::Stream stream;
    stream.set_id(id);
    stream.set_url("http://host/" + id);
    log_.Configure(id, std::make_shared<const v1::Stream>(stream), now_);
  }

  uint64_t Publish(const std::string& id, int score, checks::Health health = checks::Health::kOk) {
    monitor::StreamStatus status;
    status.id = id;
    status.phase = monitor::Phase::kRunning;
    status.verdict.score = score;
    status.verdict.health = health;
    return log_.Publish(std::make_shared<const monitor::StreamStatus>(status), now_);
  }

  static std::vector<std::string> Ids(const std::vector<WatchItem>& items) {
    std::vector<std::string> ids;
    for (const WatchItem& item : items) ids.push_back(item.id);
    return ids;
  }

  base::SteadyTime now_{seconds(1000)};
  WatchLog log_{minutes(10)};
};

TEST_F(WatchLogTest, SnapshotIsByIdAndWhole) {
  Configure("b");
  Configure("a");
  Publish("a", 100);
  const auto items = log_.Snapshot(kEverything);
  ASSERT_THAT(Ids(items), ElementsAre("a", "b"));
  EXPECT_EQ(WholeStream(items[0]).status().phase(), v1::PHASE_RUNNING);
  EXPECT_EQ(WholeStream(items[0]).url(), "http://host/a");
  EXPECT_EQ(WholeStream(items[1]).status().phase(), v1::PHASE_QUEUED);
  EXPECT_THAT(Ids(log_.Snapshot({"b", "zz"})), ElementsAre("b"));
}

TEST_F(WatchLogTest, DeltasComeInOrderAndCarryOnlyWhatChanged) {
  Configure("a");
  Configure("b");
  Publish("a", 100);
  Publish("b", 100);
  const uint64_t before = log_.head();
  Publish("b", 60);
  Publish("a", 20, checks::Health::kBad);
  const auto items = log_.Since(before, kEverything);
  ASSERT_THAT(Ids(items), ElementsAre("b", "a"));

  const v1::StreamDelta first = ToDelta(items[0]);
  EXPECT_FALSE(first.has_stream());
  EXPECT_EQ(first.status().score(), 60);
  EXPECT_FALSE(first.status().has_health());
  EXPECT_FALSE(first.status().has_metrics());
  EXPECT_FALSE(first.status().has_alarms());
  const v1::StreamDelta second = ToDelta(items[1]);
  EXPECT_EQ(second.status().score(), 20);
  EXPECT_EQ(second.status().health(), v1::HEALTH_BAD);
  EXPECT_FALSE(second.status().has_phase());
  EXPECT_GT(second.revision(), first.revision());
}

TEST_F(WatchLogTest, ChangesOfOneStreamAreMergedIntoItsNewestState) {
  Configure("a");
  Publish("a", 100);
  const uint64_t before = log_.head();
  Publish("a", 95, checks::Health::kDegraded);
  Publish("a", 10, checks::Health::kDegraded);
  const auto items = log_.Since(before, kEverything);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(ToDelta(items[0]).status().score(), 10);
  EXPECT_EQ(ToDelta(items[0]).status().health(), v1::HEALTH_DEGRADED);
  EXPECT_EQ(log_.head(), before + 2);
}

TEST_F(WatchLogTest, EqualStatusIsNoChange) {
  Configure("a");
  EXPECT_NE(Publish("a", 100), 0U);
  EXPECT_EQ(Publish("a", 100), 0U);
  EXPECT_EQ(Publish("unknown", 100), 0U);
}

TEST_F(WatchLogTest, ConfigurationChangeSendsTheWholeStream) {
  Configure("a");
  Publish("a", 70);
  const uint64_t before = log_.head();
  Configure("a");
  const auto items = log_.Since(before, kEverything);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(ToDelta(items[0]).stream().status().score(), 70);
  EXPECT_FALSE(ToDelta(items[0]).has_status());
}

TEST_F(WatchLogTest, RemovalIsToldAndALateStatusIsIgnored) {
  Configure("a");
  Publish("a", 100);
  const uint64_t before = log_.head();
  EXPECT_NE(log_.Remove("a", now_), 0U);
  EXPECT_EQ(log_.Remove("a", now_), 0U);
  EXPECT_EQ(Publish("a", 50), 0U);
  const auto items = log_.Since(before, kEverything);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_TRUE(ToDelta(items[0]).removed());
  EXPECT_TRUE(log_.Snapshot(kEverything).empty());
}

TEST_F(WatchLogTest, AStreamThatCameBackIsWholeAndWithoutItsOldStatus) {
  Configure("a");
  Publish("a", 10);
  const uint64_t before = log_.head();
  log_.Remove("a", now_);
  Configure("a");
  const auto items = log_.Since(before, kEverything);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_FALSE(ToDelta(items[0]).removed());
  EXPECT_EQ(ToDelta(items[0]).stream().status().score(), 100);
  EXPECT_EQ(log_.tombstones(), 0U);
}

TEST_F(WatchLogTest, ARevisionIsGoodForTenMinutesAfterItWasPassed) {
  Configure("a");
  Publish("a", 100);
  const uint64_t old = log_.head();
  now_ += minutes(60);  // nothing happened: still the present state
  EXPECT_TRUE(log_.CanContinue(old, now_));
  Publish("a", 50);
  now_ += minutes(9);
  Publish("a", 40);
  EXPECT_TRUE(log_.CanContinue(old, now_));
  now_ += minutes(2);
  EXPECT_FALSE(log_.CanContinue(old, now_));
  EXPECT_TRUE(log_.CanContinue(log_.head(), now_));
  EXPECT_FALSE(log_.CanContinue(log_.head() + 1, now_));
}

TEST_F(WatchLogTest, TombstonesGoOnceNobodyCanContinueFromBeforeThem) {
  for (const char* id : {"a", "b", "c"}) Configure(id);
  const uint64_t before = log_.head();
  log_.Remove("a", now_);
  now_ += minutes(9);
  log_.Remove("b", now_);
  EXPECT_EQ(log_.tombstones(), 2U);
  EXPECT_THAT(Ids(log_.Since(before, kEverything)), ElementsAre("a", "b"));
  now_ += minutes(2);
  Publish("c", 1);
  EXPECT_FALSE(log_.CanContinue(before, now_));
  EXPECT_EQ(log_.tombstones(), 1U);
  now_ += minutes(11);
  Publish("c", 2);
  EXPECT_EQ(log_.tombstones(), 0U);
  EXPECT_THAT(Ids(log_.Snapshot(kEverything)), ElementsAre("c"));
}

// Every part of a status, changed alone, is noticed and told alone.
TEST(ChangedFields, EachPartOnItsOwn) {
  using Change = void (*)(monitor::StreamStatus&);
  const std::vector<Change> changes = {
      [](auto& s) { s.phase = monitor::Phase::kFailed; },
      [](auto& s) { s.verdict.health = checks::Health::kBad; },
      [](auto& s) { s.verdict.score = 1; },
      [](auto& s) {
        s.verdict.penalties.push_back({"black", "", 'D', 1, 1, 1, 5});
      },
      [](auto& s) { s.since += seconds(1); },
      [](auto& s) { s.last_error = "eof: gone"; },
      [](auto& s) { s.restarts = 3; },
      [](auto& s) { s.tracks.emplace_back().info.codec = "h264"; },
      [](auto& s) { s.metrics.bytes_received = 1; },
      [](auto& s) { s.alarms.emplace_back().check = "black"; },
      [](auto& s) { s.coverage.not_covered.push_back("black"); },
      [](auto& s) { s.has_thumbnail = true; },
  };
  ASSERT_EQ(changes.size(), kStatusFields);
  monitor::StreamStatus before;
  before.since = base::WallTime(seconds(1));
  for (size_t i = 0; i < changes.size(); ++i) {
    monitor::StreamStatus after = before;
    changes[i](after);
    EXPECT_EQ(ChangedFields(&before, after), 1U << i) << i;
    WatchItem item;
    item.fields = 1U << i;
    item.status = std::make_shared<const monitor::StreamStatus>(after);
    const v1::StreamDelta delta = ToDelta(item);
    std::vector<const google::protobuf::FieldDescriptor*> set;
    delta.status().GetReflection()->ListFields(delta.status(), &set);
    ASSERT_EQ(set.size(), 1U) << i;
    EXPECT_EQ(set[0]->number(), static_cast<int>(i) + 1);
  }
}

}  // namespace
}  // namespace vedette::rpc
