// The parts of transcoding that need no server, as tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/grpcpp.h"
#include "service/gateway/field_text.h"
#include "service/gateway/http_error.h"
#include "service/gateway/json.h"
#include "service/gateway/path_template.h"
#include "service/gateway/request_message.h"
#include "service/gateway/uri.h"
#include "vedette/v1/monitoring_service.pb.h"

namespace vedette::gateway {
namespace {

using testing::HasSubstr;

// "a=1,b=2" of what a path binds; "-" when it does not fit.
std::string Bound(const std::string& text, const std::string& path) {
  const auto parsed = PathTemplate::Parse(text);
  if (!parsed.ok()) return parsed.status().message();
  const auto bindings = parsed->Match(path);
  if (!bindings) return "-";
  std::string out;
  for (const auto& [name, value] : *bindings) out += (out.empty() ? "" : ",") + name + "=" + value;
  return out;
}

TEST(PathTemplates, Match) {
  struct Case {
    const char* text;
    const char* path;
    const char* bound;
  };
  for (const Case& test : std::vector<Case>{{"/v1/streams", "/v1/streams", ""},
                                            {"/v1/streams", "/v1/streams/", "-"},
                                            {"/v1/streams", "/v1/Streams", "-"},
                                            {"/v1/streams", "", "-"},
                                            {"/v1/streams/{id}", "/v1/streams/ch1", "id=ch1"},
                                            {"/v1/streams/{id}", "/v1/streams/", "-"},
                                            {"/v1/streams/{id}", "/v1/streams/a%2Fb", "id=a/b"},
                                            {"/v1/streams/{id}", "/v1/streams/a%3Ab", "id=a:b"},
                                            {"/v1/streams/{id}", "/v1/streams/a:b", "-"},
                                            {"/v1/streams/{id}", "/v1/streams/a%2", "-"},
                                            {"/v1/streams/{id}", "/v1/streams/a%00", "-"},
                                            {"/v1/streams/{id}", "/v1/streams/%FF", "-"},
                                            {"/v1/streams/{id}", "/v1/streams/a+b", "id=a+b"},
                                            {"/v1/{s.id}:pause", "/v1/x:pause", "s.id=x"},
                                            {"/v1/{s.id}:pause", "/v1/:pause", "-"},
                                            {"/v1/{s.id}:pause", "/v1/x:resume", "-"},
                                            {"/v1/{s.id}:pause", ":pause", "-"},
                                            {"/v1/s:watch", "/v1/s:watch", ""},
                                            {"/v1/{a}/x/{b}", "/v1/1/x/2", "a=1,b=2"}}) {
    EXPECT_EQ(Bound(test.text, test.path), test.bound) << test.text << " " << test.path;
  }
}

TEST(PathTemplates, WhatIsNotOne) {
  for (const char* text : {"", "v1", "/v1//x", "/v1/*", "/v1/{id=**}", "/v1/{}", "/v1/{id",
                           "/v1/{id}x", "/v1/{id}:x/y"}) {
    EXPECT_FALSE(PathTemplate::Parse(text).ok()) << text;
  }
}

TEST(Query, Parse) {
  const auto pairs = ParseQuery("a=1&b=x%20y+z&&c&d==%3D");
  ASSERT_TRUE(pairs.ok());
  const QueryPairs wanted = {{"a", "1"}, {"b", "x y z"}, {"c", ""}, {"d", "=="}};
  EXPECT_EQ(*pairs, wanted);
  for (const char* bad : {"a%0ab=1", "a=%", "a=%4", "a=%G0", "%00=1", "a=%C3"}) {
    EXPECT_EQ(ParseQuery(bad).status().reason(), "query") << bad;
  }
  std::string many;
  for (int i = 0; i < 257; ++i) many += "a=1&";
  EXPECT_FALSE(ParseQuery(many).ok());
}

template <typename Message>
std::string Set(const char* path, const char* text) {
  Message message;
  const base::Status set = SetFromText(path, text, message);
  return set.ok() ? message.ShortDebugString() : set.message();
}

TEST(FieldText, OfAStream) {
  struct Case {
    const char* path;
    const char* text;
    const char* becomes;
  };
  for (const Case& test : std::vector<Case>{
           {"id", "ch1", "id: \"ch1\""},
           {"displayName", "a", "display_name: \"a\""},
           {"depth", "DEPTH_FULL", "depth: DEPTH_FULL"},
           {"depth", "4", "depth: DEPTH_FULL"},
           {"depth", "9",
            "depth: takes one of DEPTH_UNSPECIFIED, DEPTH_MANIFEST, DEPTH_PACKETS, "
            "DEPTH_KEYFRAMES, DEPTH_FULL"},
           {"paused", "true", "paused: true"},
           {"paused", "yes", "paused: takes true or false"},
           {"expect.width", "1920", "expect { width: 1920 }"},
           {"expect.width", "1.5", "expect.width: takes a whole number of 32 bits"},
           {"expect.width", "4294967296", "expect.width: takes a whole number of 32 bits"},
           {"expect.frame_rate", "29.97", "expect { frame_rate: 29.97 }"},
           {"expect.frameRate", "nan", "expect.frameRate: takes a number"},
           {"expect", "{}", "expect: a message: give its fields (expect.…)"},
           {"labels", "a", "labels: a map can't be given in the query"},
           {"labels.a", "b", "labels.a: there is no such field"},
           {"id.x", "b", "id.x: there is no such field"},
           {"", "b", ": there is no such field"},
           {"status.since", "2026-01-01T00:00:00Z", "status { since { seconds: 1767225600 } }"},
           {"status.since", "now", "status.since: takes a Timestamp"}}) {
    EXPECT_EQ(Set<v1::Stream>(test.path, test.text), test.becomes) << test.path;
  }
}

TEST(FieldText, OfOtherMessages) {
  EXPECT_EQ(Set<v1::ProbeStreamRequest>("duration", "1.5s"),
            "duration { seconds: 1 nanos: 500000000 }");
  EXPECT_EQ(Set<v1::UpdateStreamRequest>("updateMask", "url,displayName"),
            "update_mask { paths: \"url\" paths: \"display_name\" }");
  v1::WatchStreamsRequest watch;
  ASSERT_TRUE(SetFromText("ids", "a", watch).ok());
  ASSERT_TRUE(SetFromText("ids", "b", watch).ok());
  EXPECT_EQ(watch.ids_size(), 2);
}

TEST(Json, FaultsNameTheirField) {
  struct Case {
    const char* json;
    const char* reason;
    const char* message;
  };
  for (const Case& test : std::vector<Case>{
           {R"({"nosuch": 1})", "nosuch", "nosuch: there is no such field"},
           {R"({"expect": {"nosuch": 1}})", "expect.nosuch", "there is no such field"},
           {R"({"checkOverrides": [{"limit": "abc"}]})", "check_overrides[0].limit",
            "check_overrides[0].limit: invalid value \"abc\""},
           {R"({"url": 1})", "url", "url: invalid value 1 for type TYPE_STRING"},
           {R"({"url": ["a"]})", "url", "cannot start list"},
           {R"({"depth": "DEEP"})", "depth", "DEEP"},
           {R"({"url" "x"})", "body", "body: not JSON: Expected : between key:value pair"},
           {R"({"url": "x")", "body", "body: not JSON: Unexpected end of string"},
           {"", "body", "body: not JSON: Unexpected end of string. Expected a value"},
           {"null", "body", "body: must be a JSON object"},
           {"{} x", "body", "body: not JSON: Parsing terminated before end of input"},
           {"{\"url\": \"\xff\"}", "body", "body: not JSON: Encountered non UTF-8 code points"}}) {
    v1::Stream stream;
    const base::Status status = ParseJson(test.json, stream);
    EXPECT_EQ(status.reason(), test.reason) << test.json;
    EXPECT_THAT(status.message(), HasSubstr(test.message)) << test.json;
    EXPECT_EQ(status.message().find('\n'), std::string::npos) << test.json;
  }
}

TEST(Json, DeepBodiesAreRefused) {
  v1::Stream stream;
  std::string deep = "{\"labels\":";
  for (int i = 0; i < 100000; ++i) deep += "[";
  EXPECT_FALSE(ParseJson(deep, stream).ok());
  for (int i = 0; i < 100000; ++i) deep += "{\"a\":";
  EXPECT_FALSE(ParseJson(deep, stream).ok());
}

TEST(Json, PrintsZeroesAndLeavesOutWhatIsAbsent) {
  v1::StatusChange change;
  change.set_score(0);
  EXPECT_EQ(*ToJson(change), "{\"score\":0}");
  v1::ListStreamsResponse list;
  EXPECT_EQ(*ToJson(list), "{\"streams\":[],\"nextPageToken\":\"\",\"totalSize\":0}");
  EXPECT_EQ(QuoteJson("a\"\\\n\x01é"), "\"a\\\"\\\\\\u000a\\u0001é\"");
  EXPECT_EQ(QuoteJson("a\xffz\xe2\x82"), "\"a\\ufffdz\\ufffd\\ufffd\"");
  EXPECT_EQ(QuoteJson("\xe2\x82\xac\xf0\x9f\x98\x80\xc0\x80"), "\"€😀\\ufffd\\ufffd\"");
}

TEST(Errors, CodesAreTheCanonicalOnes) {
  const std::vector<std::pair<base::Code, int>> table = {
      {base::Code::kOk, 200},
      {base::Code::kCancelled, 499},
      {base::Code::kUnknown, 500},
      {base::Code::kInvalidArgument, 400},
      {base::Code::kDeadlineExceeded, 504},
      {base::Code::kNotFound, 404},
      {base::Code::kAlreadyExists, 409},
      {base::Code::kPermissionDenied, 403},
      {base::Code::kResourceExhausted, 429},
      {base::Code::kFailedPrecondition, 400},
      {base::Code::kAborted, 409},
      {base::Code::kOutOfRange, 400},
      {base::Code::kUnimplemented, 501},
      {base::Code::kInternal, 500},
      {base::Code::kUnavailable, 503},
      {base::Code::kDataLoss, 500},
      {base::Code::kUnauthenticated, 401},
  };
  for (const auto& [code, http] : table) EXPECT_EQ(HttpCode(code), http) << base::CodeName(code);
  EXPECT_EQ(ErrorResponse(base::InvalidArgument("url", "url: \"x\" is bad")).body,
            "{\"success\":false,\"code\":\"INVALID_ARGUMENT\",\"message\":\"url: \\\"x\\\" is "
            "bad\",\"reason\":\"INVALID_FIELD\",\"details\":[{\"field\":\"url\",\"description\":"
            "\"url: \\\"x\\\" is bad\"}]}");
  EXPECT_EQ(ErrorResponse(grpc::Status(grpc::StatusCode::NOT_FOUND, "gone")).body,
            "{\"success\":false,\"code\":\"NOT_FOUND\",\"message\":\"gone\"}");
}

}  // namespace
}  // namespace vedette::gateway
