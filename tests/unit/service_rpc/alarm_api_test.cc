#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class AlarmApi : public ApiTest {
 protected:
  grpc::Status Alarms(const v1::ListAlarmsRequest& request, v1::ListAlarmsResponse* response) {
    Call call("viewer");
    return alarm_stub_->ListAlarms(&call.context, request, response);
  }
  grpc::Status Events(const v1::ListEventsRequest& request, v1::ListEventsResponse* response) {
    Call call("viewer");
    return alarm_stub_->ListEvents(&call.context, request, response);
  }
  std::vector<std::string> AlarmIds(const std::string& filter, const std::string& order = "") {
    v1::ListAlarmsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    v1::ListAlarmsResponse response;
    const grpc::Status status = Alarms(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> ids;
    for (const auto& alarm : response.alarms()) ids.push_back(alarm.id());
    return ids;
  }
  std::vector<std::string> EventIds(const std::string& filter) {
    v1::ListEventsRequest request;
    request.set_filter(filter);
    v1::ListEventsResponse response;
    const grpc::Status status = Events(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> ids;
    for (const auto& event : response.events()) ids.push_back(event.id());
    return ids;
  }

  checks::AlarmRecord Alarm(const std::string& check, checks::AlarmState state,
                            checks::Severity severity = checks::Severity::kMajor,
                            int since_seconds = 0) {
    checks::AlarmRecord alarm;
    alarm.check = check;
    alarm.state = state;
    alarm.severity = severity;
    alarm.since = clock_.Wall() + seconds(since_seconds);
    return alarm;
  }
  void Event(uint64_t number, const std::string& stream, const std::string& check, int second,
             checks::Severity severity = checks::Severity::kWarning) {
    checks::EventRecord event;
    event.number = number;
    event.check = check;
    event.severity = severity;
    event.start.wall = base::WallTime(seconds(1767225600 + second));
    book_.OnEvent(stream, event);
  }
};

TEST_F(AlarmApi, ListsWhatIsRaisedClearingOrSuppressed) {
  book_.OnAlarm("a", Alarm("black", checks::AlarmState::kRaised));
  book_.OnAlarm("a", Alarm("freeze", checks::AlarmState::kSuppressed));
  book_.OnAlarm("b", Alarm("silence", checks::AlarmState::kClearing));
  book_.OnAlarm("b", Alarm("fps_low", checks::AlarmState::kPending));
  book_.OnAlarm("b", Alarm("no_data", checks::AlarmState::kUnknown));
  book_.OnAlarm("b", Alarm("down", checks::AlarmState::kOk));
  EXPECT_THAT(AlarmIds(""), ElementsAre("a~black", "a~freeze", "b~silence"));
  EXPECT_THAT(AlarmIds("state = ALARM_STATE_PENDING"), ElementsAre("b~fps_low"));
  EXPECT_THAT(AlarmIds("stream_id = \"a\" AND check != \"black\""), ElementsAre("a~freeze"));
}

TEST_F(AlarmApi, FiltersBySeverityAndOrders) {
  book_.OnAlarm("a", Alarm("x", checks::AlarmState::kRaised, checks::Severity::kWarning, 3));
  book_.OnAlarm("b", Alarm("y", checks::AlarmState::kRaised, checks::Severity::kCritical, 2));
  book_.OnAlarm("c", Alarm("z", checks::AlarmState::kRaised, checks::Severity::kMinor, 1));
  EXPECT_THAT(AlarmIds("severity >= SEVERITY_MINOR"), ElementsAre("b~y", "c~z"));
  EXPECT_THAT(AlarmIds("", "severity desc"), ElementsAre("b~y", "c~z", "a~x"));
  EXPECT_THAT(AlarmIds("", "since"), ElementsAre("c~z", "b~y", "a~x"));
}

TEST_F(AlarmApi, PagesAndBadRequests) {
  for (const char* check : {"a", "b", "c"}) {
    book_.OnAlarm("s", Alarm(check, checks::AlarmState::kRaised));
  }
  v1::ListAlarmsRequest request;
  request.set_page_size(2);
  v1::ListAlarmsResponse page;
  ASSERT_TRUE(Alarms(request, &page).ok());
  EXPECT_EQ(page.alarms_size(), 2);
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(Alarms(request, &page).ok());
  ASSERT_EQ(page.alarms_size(), 1);
  EXPECT_EQ(page.alarms(0).check(), "c");
  EXPECT_EQ(page.next_page_token(), "");
  request.set_filter("check = a");
  EXPECT_THAT(FieldsOf(Alarms(request, &page)), ElementsAre("page_token"));
  request.set_page_token("");
  request.set_filter("score = 1");
  EXPECT_THAT(FieldsOf(Alarms(request, &page)), ElementsAre("filter"));
}

TEST_F(AlarmApi, TheEnginesWordIsNewerThanTheBooks) {
  Make("a");
  book_.OnAlarm("a", Alarm("black", checks::AlarmState::kRaised));
  monitor::StreamStatus status;
  status.id = "a";
  status.alarms.push_back(Alarm("black", checks::AlarmState::kRaised));
  status.alarms[0].value = 0.99;
  engine_.Publish(status);
  v1::ListAlarmsResponse response;
  ASSERT_TRUE(Alarms({}, &response).ok());
  ASSERT_EQ(response.alarms_size(), 1);
  EXPECT_DOUBLE_EQ(response.alarms(0).value(), 0.99);
}

TEST_F(AlarmApi, AlarmsOfTheLastRunStayUntilTheStreamWasLookedAtForAMinute) {
  events_.WriteAlarm("a", Alarm("black", checks::AlarmState::kRaised));
  events_.WriteAlarm("a", Alarm("silence", checks::AlarmState::kRaised));
  ASSERT_TRUE(book_.Load().ok());
  Make("a");
  EXPECT_THAT(AlarmIds(""), ElementsAre("a~black", "a~silence"));

  Run("a", 100);
  clock_.Advance(seconds(50));
  Run("a", 95, checks::Health::kUnknown);  // coverage was lost: the minute begins again
  Run("a", 96);
  clock_.Advance(seconds(50));
  book_.OnAlarm("a", Alarm("black", checks::AlarmState::kRaised));  // and this one is still true
  Run("a", 97);
  EXPECT_THAT(AlarmIds(""), ElementsAre("a~black", "a~silence"));
  clock_.Advance(seconds(11));
  Run("a", 98);
  EXPECT_THAT(AlarmIds(""), ElementsAre("a~black"));
  EXPECT_EQ(events_.Alarms()->size(), 1U);
}

TEST_F(AlarmApi, EventsNewestFirstFilteredAndPaged) {
  Event(1, "a", "black", 10);
  Event(2, "a", "freeze", 30, checks::Severity::kMajor);
  Event(1, "b", "black", 20, checks::Severity::kCritical);
  EXPECT_THAT(EventIds(""), ElementsAre("2", "3", "1"));
  EXPECT_THAT(EventIds("stream_id = \"a\""), ElementsAre("2", "1"));
  EXPECT_THAT(EventIds("check = \"black\" AND severity >= SEVERITY_MINOR"), ElementsAre("3"));
  EXPECT_THAT(EventIds("severity < SEVERITY_CRITICAL AND check != \"black\""), ElementsAre("2"));
  EXPECT_THAT(EventIds("start_time >= \"2026-01-01T00:00:20Z\""), ElementsAre("2", "3"));
  EXPECT_THAT(EventIds("start_time > \"2026-01-01T00:00:20Z\""), ElementsAre("2"));
  EXPECT_THAT(EventIds("start_time <= \"2026-01-01T00:00:20Z\""), ElementsAre("3", "1"));
  EXPECT_THAT(EventIds("start_time < \"2026-01-01T00:00:20Z\""), ElementsAre("1"));
  EXPECT_THAT(EventIds("stream_id != \"a\" AND severity = SEVERITY_MAJOR"), IsEmpty());

  v1::ListEventsRequest request;
  request.set_page_size(2);
  v1::ListEventsResponse page;
  ASSERT_TRUE(Events(request, &page).ok());
  ASSERT_EQ(page.events_size(), 2);
  EXPECT_EQ(page.events(0).id(), "2");
  Event(9, "c", "black", 40);  // a newer one does not shift the next page
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(Events(request, &page).ok());
  ASSERT_EQ(page.events_size(), 1);
  EXPECT_EQ(page.events(0).id(), "1");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(AlarmApi, ARareFilterOverManyEventsGoesThroughThemInBoundedSteps) {
  std::vector<checks::EventRecord> all;
  for (int i = 1; i <= 21000; ++i) {
    checks::EventRecord event;
    event.number = static_cast<uint64_t>(i);
    event.check = "freeze";
    event.start.wall = base::WallTime(seconds(1767225600 + i));
    all.push_back(event);
  }
  // As the store would answer, without its linear search per row.
  class ManyEvents final : public store::EventStore {
   public:
    explicit ManyEvents(const std::vector<checks::EventRecord>& events) : events_(events) {}
    void Write(const std::string&, const checks::EventRecord&) override {}
    void WriteAlarm(const std::string&, const checks::AlarmRecord&) override {}
    bool connected() const override { return true; }
    base::Result<std::vector<store::StoredAlarm>> Alarms() override {
      return std::vector<store::StoredAlarm>{};
    }
    base::Result<std::vector<store::StoredEvent>> Query(const store::EventQuery& query) override {
      const int64_t below = query.after ? query.after->second : INT64_MAX;
      std::vector<store::StoredEvent> rows;
      for (size_t i = events_.size(); i-- > 0 && rows.size() < static_cast<size_t>(query.limit);) {
        const auto id = static_cast<int64_t>(i) + 1;
        if (id < below) rows.push_back({id, "s", events_[i]});
      }
      return rows;
    }
    const std::vector<checks::EventRecord>& events_;
  } many(all);
  AlarmServiceImpl service(guard_, engine_, book_, many);
  const auto host = ServerHost::Start({}, {&service});
  ASSERT_TRUE(host.ok());
  const auto stub = v1::AlarmService::NewStub((*host)->InProcessChannel());
  v1::ListEventsRequest request;
  request.set_filter("check != \"freeze\"");
  v1::ListEventsResponse page;
  {
    Call call("viewer");
    ASSERT_TRUE(stub->ListEvents(&call.context, request, &page).ok());
    EXPECT_EQ(page.events_size(), 0);
    EXPECT_NE(page.next_page_token(), "");
  }
  request.set_page_token(page.next_page_token());
  Call call("viewer");
  ASSERT_TRUE(stub->ListEvents(&call.context, request, &page).ok());
  EXPECT_EQ(page.events_size(), 0);
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(AlarmApi, EventFaults) {
  v1::ListEventsRequest request;
  v1::ListEventsResponse response;
  request.set_order_by("value");
  EXPECT_THAT(FieldsOf(Events(request, &response)), ElementsAre("order_by"));
  request.set_order_by("start_time desc");
  EXPECT_TRUE(Events(request, &response).ok());
  request.set_filter("start_time > never");
  EXPECT_THAT(FieldsOf(Events(request, &response)), ElementsAre("filter"));
  request.set_filter("");
  events_.SetLost(true);
  EXPECT_EQ(Events(request, &response).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(book_.Load().ok());
}

}  // namespace
}  // namespace vedette::rpc
