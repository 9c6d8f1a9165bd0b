#include <cmath>
#include <set>

#include "tests/unit/service_store/store_fixture.h"

namespace vedette::store {
namespace {

using base::seconds;

class EventStoreTest : public StoreTest {
 protected:
  void SetUp() override { Open(); }

  std::vector<StoredEvent> Query(const EventQuery& query = {}) {
    EXPECT_TRUE(Flush());
    auto events = store_->Query(query);
    EXPECT_TRUE(events.ok()) << events.status().ToString();
    return events.ok() ? std::move(*events) : std::vector<StoredEvent>{};
  }
  // "stream/check/number", newest first.
  std::vector<std::string> Names(const EventQuery& query = {}) {
    std::vector<std::string> names;
    for (const StoredEvent& event : Query(query)) {
      names.push_back(event.stream_id + "/" + event.record.check + "/" +
                      std::to_string(event.record.number));
    }
    return names;
  }
  using Names_ = std::vector<std::string>;

  checks::AlarmRecord Alarm(const std::string& check, checks::AlarmState state) const {
    checks::AlarmRecord alarm;
    alarm.check = check;
    alarm.subject = "video.m3u8";
    alarm.state = state;
    alarm.severity = checks::Severity::kCritical;
    alarm.value = 13;
    alarm.limit = 12;
    alarm.since = clock_.Wall() - seconds(13);
    alarm.detail = "no change";
    return alarm;
  }
};

TEST_F(EventStoreTest, KeepsEverythingOfAnEvent) {
  checks::EventRecord event = Event(7, seconds(0));
  event.subject = "pid 256";
  event.suppressed_by = "down";
  event.severity = checks::Severity::kCritical;
  event.end = checks::FactTime{25.5, event.start.wall + seconds(5)};
  store_->Write("ch1", event);
  ASSERT_TRUE(Flush());
  Open();
  const auto events = Query();
  ASSERT_EQ(events.size(), 1u);
  const checks::EventRecord& read = events[0].record;
  EXPECT_GT(events[0].id, 0);
  EXPECT_EQ(events[0].stream_id, "ch1");
  EXPECT_EQ(read.number, 7u);
  EXPECT_EQ(read.check, "black");
  EXPECT_EQ(read.subject, "pid 256");
  EXPECT_EQ(read.severity, checks::Severity::kCritical);
  EXPECT_EQ(read.start.wall, event.start.wall);
  EXPECT_EQ(read.start.media, 20.5);
  ASSERT_TRUE(read.end.has_value());
  EXPECT_EQ(read.end->wall, event.end->wall);
  EXPECT_EQ(read.end->media, 25.5);
  EXPECT_EQ(read.value, 1);
  EXPECT_EQ(read.limit, 0.98);
  EXPECT_EQ(read.detail, "it's dark");
  EXPECT_EQ(read.suppressed_by, "down");
}

TEST_F(EventStoreTest, AnEventNotTiedToMediaStaysSo) {
  checks::EventRecord event = Event(1, seconds(0), "hls_stale");
  event.start.media = std::nan("");
  store_->Write("ch1", event);
  const auto events = Query();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_TRUE(std::isnan(events[0].record.start.media));
  EXPECT_FALSE(events[0].record.end.has_value());
}

TEST_F(EventStoreTest, TheSameNumberIsTheSameEvent) {
  checks::EventRecord event = Event(1, seconds(0));
  store_->Write("ch1", event);
  const int64_t id = Query().at(0).id;
  event.value = 2;
  store_->Write("ch1", event);
  EXPECT_EQ(Query().at(0).record.value, 2);
  event.end = checks::FactTime{30, event.start.wall + seconds(10)};
  store_->Write("ch1", event);
  event.value = 3;  // told once more after its end
  store_->Write("ch1", event);
  const auto events = Query();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].id, id);
  EXPECT_EQ(events[0].record.value, 3);
  EXPECT_TRUE(events[0].record.end.has_value());
}

TEST_F(EventStoreTest, NumbersThatBeginAnewAreOtherEvents) {
  checks::EventRecord event = Event(1, seconds(0));
  event.end = checks::FactTime{30, event.start.wall + seconds(1)};
  store_->Write("ch1", event);
  ASSERT_TRUE(Flush());
  store_->Write("ch1", Event(1, seconds(60)));             // the stream was made again
  store_->Write("ch2", Event(1, seconds(0)));              // another stream
  store_->Write("ch1", Event(1, seconds(60), "silence"));  // another check
  EXPECT_EQ(Query().size(), 4u);
  Open();
  store_->Write("ch1", Event(1, seconds(60)));  // another run
  EXPECT_EQ(Query().size(), 5u);
}

TEST_F(EventStoreTest, Filters) {
  store_->Write("ch1", Event(1, seconds(10)));
  store_->Write("ch1", Event(2, seconds(20), "silence"));
  checks::EventRecord major = Event(3, seconds(30));
  major.severity = checks::Severity::kMajor;
  store_->Write("ch2", major);
  EXPECT_EQ(Names(), (Names_{"ch2/black/3", "ch1/silence/2", "ch1/black/1"}));
  EventQuery query;
  query.stream_id = "ch1";
  EXPECT_EQ(Names(query), (Names_{"ch1/silence/2", "ch1/black/1"}));
  query.check = "black";
  EXPECT_EQ(Names(query), (Names_{"ch1/black/1"}));
  query = {};
  query.min_severity = checks::Severity::kMajor;
  EXPECT_EQ(Names(query), (Names_{"ch2/black/3"}));
  query = {};
  query.from = clock_.Wall() + seconds(10);
  query.to = clock_.Wall() + seconds(30);
  EXPECT_EQ(Names(query), (Names_{"ch1/silence/2", "ch1/black/1"}));
  query.stream_id = "' OR 1 --";
  EXPECT_EQ(Names(query), Names_{});
  query = {};
  query.limit = 2;
  EXPECT_EQ(Names(query), (Names_{"ch2/black/3", "ch1/silence/2"}));
  query.limit = 0;
  EXPECT_EQ(Names(query), Names_{});
}

TEST_F(EventStoreTest, GivesAtMostAThousand) {
  for (uint64_t i = 0; i < 1200; ++i) store_->Write("ch1", Event(i, seconds(0)));
  EventQuery query;
  query.limit = 1 << 30;
  EXPECT_EQ(Query(query).size(), static_cast<size_t>(kMaxEvents));
}

TEST_F(EventStoreTest, PagesStayStableWhileEventsCome) {
  // Many with the same start, so that the id must part them.
  for (uint64_t i = 0; i < 50; ++i) store_->Write("ch1", Event(i, seconds(i / 10)));
  EventQuery query;
  query.limit = 7;
  std::vector<uint64_t> seen;
  for (uint64_t extra = 1000;; ++extra) {
    const auto page = Query(query);
    for (const StoredEvent& event : page) seen.push_back(event.record.number);
    if (page.size() < 7) break;
    query.after = {page.back().record.start.wall, page.back().id};
    store_->Write("ch1", Event(extra, seconds(100)));  // newer than all: before the first page
  }
  ASSERT_EQ(seen.size(), 50u);
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], 49 - i);
}

TEST_F(EventStoreTest, OldEventsAreSweptAndOpenOnesAreNot) {
  checks::EventRecord ended = Event(1, seconds(0));
  ended.end = checks::FactTime{30, ended.start.wall + seconds(5)};
  store_->Write("ch1", ended);
  store_->Write("ch1", Event(2, seconds(0), "silence"));
  ASSERT_TRUE(Flush());
  clock_.Advance(options_.event_retention);
  EXPECT_EQ(Names().size(), 2u);
  clock_.Advance(seconds(3600 + 6));
  ASSERT_TRUE(support::Eventually([&] { return Query().size() == 1; }));
  EXPECT_EQ(Names(), (Names_{"ch1/silence/2"}));
}

TEST_F(EventStoreTest, KeepsAlarmsUntilTheyAreOk) {
  checks::AlarmRecord raised = Alarm("hls_stale", checks::AlarmState::kRaised);
  raised.raised = clock_.Wall();
  store_->WriteAlarm("ch1", Alarm("hls_stale", checks::AlarmState::kPending));
  store_->WriteAlarm("ch1", raised);
  store_->WriteAlarm("ch2", Alarm("down", checks::AlarmState::kSuppressed));
  store_->WriteAlarm("ch2", Alarm("black", checks::AlarmState::kRaised));
  ASSERT_TRUE(Flush());
  store_->WriteAlarm("ch2", Alarm("black", checks::AlarmState::kOk));
  ASSERT_TRUE(Flush());
  Open();
  const auto alarms = store_->Alarms();
  ASSERT_TRUE(alarms.ok()) << alarms.status().ToString();
  ASSERT_EQ(alarms->size(), 2u);
  const StoredAlarm& first = (*alarms)[0];
  EXPECT_EQ(first.stream_id, "ch1");
  EXPECT_EQ(first.record.check, "hls_stale");
  EXPECT_EQ(first.record.subject, "video.m3u8");
  EXPECT_EQ(first.record.state, checks::AlarmState::kRaised);
  EXPECT_EQ(first.record.severity, checks::Severity::kCritical);
  EXPECT_EQ(first.record.value, 13);
  EXPECT_EQ(first.record.limit, 12);
  EXPECT_EQ(first.record.since, raised.since);
  EXPECT_EQ(first.record.raised, raised.raised);
  EXPECT_FALSE(first.record.cleared.has_value());
  EXPECT_EQ(first.record.detail, "no change");
  EXPECT_EQ((*alarms)[1].record.check, "down");
}

}  // namespace
}  // namespace vedette::store
