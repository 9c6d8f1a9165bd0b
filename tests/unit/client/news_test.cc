#include "client/text/news.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vedette::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::Stream Running() {
  v1::Stream stream;
  stream.set_id("ch1");
  stream.mutable_status()->set_phase(v1::PHASE_RUNNING);
  stream.mutable_status()->set_health(v1::HEALTH_OK);
  stream.mutable_status()->set_score(100);
  return stream;
}

void Raise(v1::Stream& stream, const std::string& check, v1::AlarmState state,
           v1::Severity severity = v1::SEVERITY_WARNING) {
  v1::Alarm* const alarm = stream.mutable_status()->add_alarms();
  alarm->set_check(check);
  alarm->set_state(state);
  alarm->set_severity(severity);
  alarm->mutable_since()->set_seconds(1767225600);
  alarm->set_detail("\x1b[2J");
}

TEST(News, ComesAndGoes) {
  const v1::Stream stream = Running();
  EXPECT_THAT(News(nullptr, &stream), ElementsAre("ch1: running"));
  EXPECT_THAT(News(&stream, nullptr), ElementsAre("ch1: removed"));
  EXPECT_THAT(News(&stream, &stream), IsEmpty());
}

TEST(News, FailuresSayWhy) {
  const v1::Stream before = Running();
  v1::Stream after = before;
  after.mutable_status()->set_phase(v1::PHASE_BACKING_OFF);
  after.mutable_status()->set_health(v1::HEALTH_DOWN);
  after.mutable_status()->set_score(0);
  after.mutable_status()->set_last_error("dns: no such host");
  EXPECT_THAT(News(&before, &after),
              ElementsAre("ch1: backing off: dns: no such host", "ch1: health down, score 0"));
}

TEST(News, AlarmsAreToldOnceAndWhenTheyGrow) {
  const v1::Stream good = Running();
  v1::Stream pending = good;
  Raise(pending, "black", v1::ALARM_STATE_PENDING);
  v1::Stream raised = good;
  Raise(raised, "black", v1::ALARM_STATE_RAISED);
  v1::Stream worse = good;
  Raise(worse, "black", v1::ALARM_STATE_RAISED, v1::SEVERITY_MAJOR);
  v1::Stream clearing = good;
  Raise(clearing, "black", v1::ALARM_STATE_CLEARING, v1::SEVERITY_MAJOR);

  EXPECT_THAT(News(&good, &pending), IsEmpty());
  EXPECT_THAT(News(&pending, &raised),
              ElementsAre("ch1: black raised (warning), since 2026-01-01 00:00:00.0: ?[2J"));
  EXPECT_THAT(News(&raised, &raised), IsEmpty());
  EXPECT_THAT(News(&raised, &worse),
              ElementsAre("ch1: black is now (major), since 2026-01-01 00:00:00.0: ?[2J"));
  EXPECT_THAT(News(&worse, &clearing), IsEmpty());
  EXPECT_THAT(News(&clearing, &good), ElementsAre("ch1: black cleared"));
}

TEST(News, SaysWhereAfterSinceWhen) {
  const v1::Stream good = Running();
  v1::Stream raised = good;
  Raise(raised, "hls_stale", v1::ALARM_STATE_RAISED);
  raised.mutable_status()->mutable_alarms(0)->set_subject("http://a/low.m3u8");
  EXPECT_THAT(News(&good, &raised),
              ElementsAre("ch1: hls_stale raised (warning), since 2026-01-01 00:00:00.0, "
                          "http://a/low.m3u8: ?[2J"));
  EXPECT_THAT(News(&raised, &good), ElementsAre("ch1: hls_stale cleared, http://a/low.m3u8"));
}

}  // namespace
}  // namespace vedette::text
