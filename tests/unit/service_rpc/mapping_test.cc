#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cmath>

#include "service/rpc/mapping_alarm.h"
#include "service/rpc/mapping_status.h"
#include "service/rpc/mapping_stream.h"

namespace vedette::rpc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string Json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  return text;
}

std::vector<std::string> Fields(const std::vector<FieldViolation>& violations) {
  std::vector<std::string> fields;
  for (const auto& violation : violations) fields.push_back(violation.field);
  return fields;
}

TEST(MappingEvent, OpenEventHasNoEndAndMediaTimesOnlyWhereTiedToMedia) {
  checks::EventRecord event;
  event.check = "black";
  event.start = {20.0, base::WallTime(std::chrono::seconds(1767225600))};
  event.value = 1.0;
  event.limit = 0.98;
  v1::Event out = ToProto("7", "ch1", event);
  EXPECT_THAT(Json(out), HasSubstr("\"startTime\":\"2026-01-01T00:00:00Z\""));
  EXPECT_THAT(Json(out), HasSubstr("\"startSeconds\":20"));
  EXPECT_THAT(Json(out), Not(HasSubstr("endTime")));
  EXPECT_THAT(Json(out), Not(HasSubstr("endSeconds")));

  event.end = checks::FactTime{25.5, base::WallTime(std::chrono::milliseconds(1767225605500))};
  out = ToProto("7", "ch1", event);
  EXPECT_DOUBLE_EQ(out.end_seconds(), 25.5);
  EXPECT_EQ(out.end_time().nanos(), 500000000);

  event.start.media = std::nan("");
  event.value = INFINITY;
  out = ToProto("", "", event);
  EXPECT_FALSE(out.has_start_seconds());
  EXPECT_EQ(out.value(), 0);
}

TEST(MappingAlarm, IdsAreStableAndSafeInAPath) {
  EXPECT_EQ(AlarmId("ch1", "black", ""), "ch1~black");
  const std::string id = AlarmId("ch1", "hls_stale", "http://h/a?b=c");
  EXPECT_EQ(id, AlarmId("ch1", "hls_stale", "http://h/a?b=c"));
  EXPECT_NE(id, AlarmId("ch1", "hls_stale", "http://h/a?b=d"));
  EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_~"), std::string::npos);
}

TEST(MappingReport, HasTheDocumentedShape) {
  monitor::ProbeReport report;
  report.source = "a.ts";
  report.opened = true;
  report.is_ts = true;
  report.ts_packets = 31914;
  report.pids.push_back({256, 30000, 0});
  report.ts_errors["ts_continuity"] = 0;
  monitor::TrackStatus track;
  track.info.type = media::TrackType::kVideo;
  track.packets = 1500;
  report.tracks.push_back(track);
  const std::string json = Json(ToProto(report));
  EXPECT_THAT(json, HasSubstr("\"packets\":\"1500\""));
  EXPECT_THAT(json, HasSubstr("\"type\":\"TRACK_TYPE_VIDEO\""));
  EXPECT_THAT(
      json, HasSubstr("\"pids\":[{\"pid\":256,\"packets\":\"30000\",\"discontinuities\":\"0\"}]"));
  EXPECT_THAT(json, HasSubstr("\"errors\":{\"ts_continuity\":\"0\"}"));
  report.is_ts = false;
  EXPECT_THAT(Json(ToProto(report)), Not(HasSubstr("\"ts\"")));
}

TEST(MappingStream, RoundTripKeepsEverythingButSecrets) {
  v1::Stream in;
  in.set_url("http://user:pass@host/a.m3u8?token=abc");
  in.set_display_name("Channel 1");
  (*in.mutable_labels())["region"] = "eu";
  (*in.mutable_headers())["X-Token"] = "secret";
  in.set_depth(v1::DEPTH_FULL);
  in.set_renditions(v1::RENDITIONS_ALL);
  in.set_profile("strict");
  in.mutable_expect()->set_video(true);
  in.mutable_expect()->set_min_bitrate_bps(1e6);
  auto* entry = in.add_check_overrides();
  entry->set_check("black");
  entry->set_limit(0.9);
  entry->set_severity(v1::SEVERITY_MAJOR);
  in.set_paused(true);

  monitor::StreamConfig config;
  std::vector<FieldViolation> violations;
  ApplyFields(in, WritableStreamFields(), "stream.", config, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(config.url, in.url());
  EXPECT_THAT(config.headers,
              ElementsAre(std::pair<std::string, std::string>("X-Token", "secret")));

  v1::Stream out = ToProto(config);
  EXPECT_EQ(out.headers_size(), 0);
  EXPECT_THAT(out.url(), Not(HasSubstr("pass")));
  EXPECT_THAT(out.url(), Not(HasSubstr("abc")));
  // What was shown, written back, changes nothing: the credentials stay.
  ApplyFields(out, {"url"}, "stream.", config, violations);
  EXPECT_EQ(config.url, in.url());
  out.set_url(in.url());
  in.clear_headers();
  EXPECT_EQ(out.SerializeAsString(), in.SerializeAsString());
}

TEST(MappingStream, DefaultsAreNamed) {
  v1::Stream in;
  in.set_url("http://host/a");
  monitor::StreamConfig config;
  std::vector<FieldViolation> violations;
  ApplyFields(in, WritableStreamFields(), "stream.", config, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(ToProto(config).depth(), v1::DEPTH_KEYFRAMES);
  EXPECT_EQ(ToProto(config).renditions(), v1::RENDITIONS_HIGHEST);
  EXPECT_EQ(ToProto(config).profile(), "default");
}

TEST(MappingStream, EveryBadFieldIsNamed) {
  using Change = void (*)(v1::Stream&);
  const std::vector<std::pair<std::string, Change>> cases = {
      {"stream.url", [](auto& s) { s.clear_url(); }},
      {"stream.url", [](auto& s) { s.set_url("http://" + std::string(9000, 'a')); }},
      {"stream.display_name", [](auto& s) { s.set_display_name(std::string(300, 'a')); }},
      {"stream.display_name", [](auto& s) { s.set_display_name("a\nb"); }},
      {"stream.labels", [](auto& s) { (*s.mutable_labels())["a b"] = "c"; }},
      {"stream.labels.a", [](auto& s) { (*s.mutable_labels())["a"] = std::string(300, 'a'); }},
      {"stream.labels",
       [](auto& s) {
         for (int i = 0; i < 65; ++i) (*s.mutable_labels())[std::to_string(i)] = "";
       }},
      {"stream.headers", [](auto& s) { (*s.mutable_headers())["a:b"] = "c"; }},
      {"stream.headers.X-A", [](auto& s) { (*s.mutable_headers())["X-A"] = "secret\r\nX-B: c"; }},
      {"stream.headers",
       [](auto& s) {
         for (int i = 0; i < 33; ++i) (*s.mutable_headers())[std::to_string(i)] = "";
       }},
      {"stream.depth", [](auto& s) { s.set_depth(static_cast<v1::Depth>(9)); }},
      {"stream.renditions", [](auto& s) { s.set_renditions(static_cast<v1::Renditions>(9)); }},
      {"stream.profile", [](auto& s) { s.set_profile("harsh"); }},
      {"stream.expect.width", [](auto& s) { s.mutable_expect()->set_width(-1); }},
      {"stream.expect.frame_rate", [](auto& s) { s.mutable_expect()->set_frame_rate(NAN); }},
      {"stream.expect.max_bitrate_bps",
       [](auto& s) {
         s.mutable_expect()->set_min_bitrate_bps(5);
         s.mutable_expect()->set_max_bitrate_bps(4);
       }},
      {"stream.expect.video_codec", [](auto& s) { s.mutable_expect()->set_video_codec("h 264"); }},
      {"stream.check_overrides[0].check", [](auto& s) { s.add_check_overrides(); }},
      {"stream.check_overrides[1].check",
       [](auto& s) {
         s.add_check_overrides()->set_check("black");
         s.add_check_overrides()->set_check("black");
       }},
      {"stream.check_overrides[0].raise_for_seconds",
       [](auto& s) {
         s.add_check_overrides()->set_check("black");
         s.mutable_check_overrides(0)->set_raise_for_seconds(-1);
       }},
      {"stream.check_overrides[0].severity",
       [](auto& s) {
         s.add_check_overrides()->set_check("black");
         s.mutable_check_overrides(0)->set_severity(static_cast<v1::Severity>(77));
       }},
  };
  for (const auto& [field, change] : cases) {
    v1::Stream in;
    in.set_url("http://host/a");
    change(in);
    monitor::StreamConfig config;
    std::vector<FieldViolation> violations;
    ApplyFields(in, WritableStreamFields(), "stream.", config, violations);
    EXPECT_THAT(Fields(violations), ElementsAre(field));
    for (const auto& violation : violations)
      EXPECT_THAT(violation.description, Not(HasSubstr("secret")));
  }
}

TEST(MappingStream, Masks) {
  v1::Stream in;
  in.set_id("ch1");
  in.set_display_name("x");
  in.set_etag("e");
  std::vector<FieldViolation> violations;
  google::protobuf::FieldMask mask;
  EXPECT_THAT(MaskedFields(mask, in, violations), ElementsAre("display_name"));
  mask.add_paths("labels");
  EXPECT_THAT(MaskedFields(mask, in, violations), ElementsAre("labels"));
  mask.set_paths(0, "*");
  const auto all = MaskedFields(mask, in, violations);
  EXPECT_EQ(all.size(), WritableStreamFields().size() - 1);
  EXPECT_THAT(all, Not(testing::Contains("headers")));
  EXPECT_TRUE(violations.empty());
  for (const char* path : {"status", "id", "nonsense", "expect.width"}) {
    violations.clear();
    mask.set_paths(0, path);
    MaskedFields(mask, in, violations);
    EXPECT_THAT(Fields(violations), ElementsAre("update_mask")) << path;
  }
}

}  // namespace
}  // namespace vedette::rpc
