#include "client/text/verdict.h"

#include <gtest/gtest.h>

namespace vedette::text {
namespace {

v1::Alarm MakeAlarm(const std::string& check, v1::AlarmState state, v1::Severity severity) {
  v1::Alarm alarm;
  alarm.set_check(check);
  alarm.set_state(state);
  alarm.set_severity(severity);
  alarm.mutable_since()->set_seconds(1000);
  return alarm;
}

TEST(Verdict, ExitCodesOfAProbe) {
  v1::ProbeReport report;
  EXPECT_EQ(Judge(report), kNotOpened);
  report.set_opened(true);
  EXPECT_EQ(Judge(report), kGood);
  report.add_events()->set_severity(v1::SEVERITY_INFO);
  EXPECT_EQ(Judge(report), kGood);
  report.add_events()->set_severity(v1::SEVERITY_WARNING);
  EXPECT_EQ(Judge(report), kAlarm);
  report.clear_events();
  *report.add_alarms() = MakeAlarm("black", v1::ALARM_STATE_RAISED, v1::SEVERITY_WARNING);
  EXPECT_EQ(Judge(report), kAlarm);
}

TEST(Verdict, ExitCodesOfAStream) {
  v1::StreamStatus status;
  status.set_phase(v1::PHASE_RUNNING);
  EXPECT_EQ(Judge(status, false), kGood);
  EXPECT_EQ(Judge(status, true), kAlarm);
  *status.add_alarms() = MakeAlarm("black", v1::ALARM_STATE_PENDING, v1::SEVERITY_WARNING);
  EXPECT_EQ(Judge(status, false), kGood);
  *status.add_alarms() = MakeAlarm("black", v1::ALARM_STATE_CLEARING, v1::SEVERITY_WARNING);
  EXPECT_EQ(Judge(status, false), kAlarm);

  v1::StreamStatus closed;
  closed.set_phase(v1::PHASE_BACKING_OFF);
  closed.set_last_error("dns: no such host");
  EXPECT_EQ(Judge(closed, true), kNotOpened);
  closed.mutable_media()->set_container("hls");
  EXPECT_EQ(Judge(closed, false), kGood) << "it was open once: its alarms decide";
}

TEST(Verdict, AlarmsWorstFirst) {
  v1::StreamStatus status;
  *status.add_alarms() = MakeAlarm("silence", v1::ALARM_STATE_PENDING, v1::SEVERITY_WARNING);
  *status.add_alarms() = MakeAlarm("black", v1::ALARM_STATE_RAISED, v1::SEVERITY_WARNING);
  *status.add_alarms() = MakeAlarm("hls_stale", v1::ALARM_STATE_RAISED, v1::SEVERITY_CRITICAL);
  *status.add_alarms() = MakeAlarm("freeze", v1::ALARM_STATE_SUPPRESSED, v1::SEVERITY_MAJOR);
  const Cell cell = AlarmsCell(status, 1012);
  EXPECT_EQ(cell.text, "hls_stale 12 s, black 12 s, silence (pending)");
  EXPECT_EQ(cell.colour, Colour::kBad);
}

TEST(Verdict, AStreamThatDoesNotOpenShowsWhy) {
  v1::StreamStatus status;
  status.set_phase(v1::PHASE_BACKING_OFF);
  status.set_last_error("http_404_410: 404 Not Found");
  EXPECT_EQ(AlarmsCell(status, 0).text, "http_404_410: 404 Not Found");
}

TEST(Verdict, Media) {
  google::protobuf::RepeatedPtrField<v1::Track> tracks;
  v1::Track* const video = tracks.Add();
  video->set_type(v1::TRACK_TYPE_VIDEO);
  video->set_codec("h264");
  video->set_width(1920);
  video->set_height(1080);
  video->set_nominal_frame_rate(25);
  tracks.Add()->set_codec("aac");
  tracks.Add();
  EXPECT_EQ(Media("hls", tracks), "hls h264 1920x1080 25 aac");
}

}  // namespace
}  // namespace vedette::text
