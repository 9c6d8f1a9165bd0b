#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/struct.pb.h"
#include "service/gateway/route_table.h"
#include "tests/unit/service_gateway/gateway_fixture.h"

namespace vedette::gateway {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

using RestTest = GatewayTest;

// The shapes of product.md that older dashboards parse.
TEST_F(RestTest, HealthIsPublicAndHasItsShape) {
  const TestAnswer answer = As("", "GET", "/api/v1/info/health");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "application/json");
  EXPECT_THAT(answer.body,
              MatchesRegex("\\{\"success\":true,\"status\":\"healthy\",\"uptime\":0,"
                           "\"memory\":\\{\"rss\":\"[0-9]+ MB\",\"heapUsed\":\"[0-9]+ MB\"\\},"
                           "\"database\":\\{\"status\":\"connected\"\\}\\}"));
}

TEST_F(RestTest, AnUnhealthyDaemonIsA503WithTheSameShape) {
  state_.monitoring = false;
  const TestAnswer answer = As("", "GET", "/api/v1/info/health");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("{\"success\":true,\"status\":\"unhealthy\""));
  state_.monitoring = true;
  state_.store_connected = false;
  EXPECT_EQ(As("", "GET", "/api/v1/info/health").status, 200);
}

TEST_F(RestTest, MonitoringHasItsShape) {
  Make("ch1");
  const TestAnswer answer = As("admin", "GET", "/api/v1/info/monitoring");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body,
              HasSubstr("{\"success\":true,\"monitoring\":{\"active\":0,\"queued\":1,\"total\":1,"
                        "\"maxConcurrent\":50},\"memory\":{\"heapUsed\":\""));
  EXPECT_THAT(answer.body, HasSubstr("\"logs\":{\"totalFiles\":150,\"totalSizeMB\":\"125.50\","
                                     "\"retentionDays\":7},\"resources\":{"));
}

TEST_F(RestTest, LogCleanUpNeedsNoBody) {
  const TestAnswer answer = As("admin", "POST", "/api/v1/info/logs/cleanup");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            "{\"success\":true,\"message\":\"Log cleanup completed\",\"logs\":{\"totalFiles\":120,"
            "\"totalSizeMB\":\"98.30\",\"retentionDays\":7}}");
}

TEST_F(RestTest, RefusalsAreCanonical) {
  struct Case {
    std::string headers;
    int status;
    std::string body;
  };
  for (const Case& test : std::vector<Case>{
           {"", 401, "{\"success\":false,\"code\":\"UNAUTHENTICATED\",\"message\":\""},
           {"Authorization: Bearer x.y.z\r\n", 401, "\"reason\":\"TOKEN_INVALID\""},
           {Bearer("viewer"), 403, "{\"success\":false,\"code\":\"PERMISSION_DENIED\""},
           {Bearer("operator"), 403, "\"reason\":\"ROLE_MISSING\""},
           {Bearer("admin"), 200, "{\"success\":true"}}) {
    const auto answer = Fetch(gateway_->port(), "GET", "/api/v1/info/monitoring", test.headers);
    EXPECT_EQ(answer.status, test.status) << test.headers;
    EXPECT_THAT(answer.body, HasSubstr(test.body));
    EXPECT_EQ(answer.headers.count("www-authenticate"), test.status == 401 ? 1u : 0u);
  }
}

TEST_F(RestTest, AStreamsLife) {
  TestAnswer answer = As("operator", "POST", "/api/v1/streams",
                         R"({"id": "ch1", "url": "http://host/a", "displayName": "Channel 1",
                             "labels": {"region": "eu"}, "headers": {"X-Token": "secret"},
                             "depth": "DEPTH_FULL"})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("\"displayName\":\"Channel 1\""));
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_EQ(engine_.Config("ch1").headers.size(), 1u);

  answer = As("viewer", "GET", "/api/v1/streams/ch1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("\"phase\":\"PHASE_QUEUED\""));
  EXPECT_THAT(answer.body, HasSubstr("\"restarts\":0"));
  EXPECT_THAT(answer.body, HasSubstr("\"penalties\":[]"));

  // What was read can be sent back: nothing changes, the headers stay.
  answer = As("operator", "PATCH", "/api/v1/streams/ch1", answer.body);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(engine_.Config("ch1").headers.size(), 1u);

  // A zero value in the body of a PATCH is a change.
  EXPECT_EQ(As("operator", "PATCH", "/api/v1/streams/ch1", R"({"displayName": ""})").status, 200);
  EXPECT_EQ(engine_.Config("ch1").display_name, "");
  EXPECT_EQ(engine_.Config("ch1").labels.at("region"), "eu");
  answer = As("operator", "PATCH", "/api/v1/streams/ch1?updateMask=displayName",
              R"({"displayName": "B", "labels": {}})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(engine_.Config("ch1").display_name, "B");
  EXPECT_EQ(engine_.Config("ch1").labels.at("region"), "eu");

  answer = As("operator", "POST", "/api/v1/streams/ch1:pause");
  EXPECT_THAT(answer.body, HasSubstr("\"phase\":\"PHASE_PAUSED\""));
  EXPECT_EQ(As("operator", "POST", "/api/v1/streams/ch1:resume", "{}").status, 200);
  answer = As("operator", "DELETE", "/api/v1/streams/ch1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{}");
  answer = As("operator", "DELETE", "/api/v1/streams/ch1");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("\"code\":\"NOT_FOUND\""));
}

TEST_F(RestTest, ListsTakeTheirParametersFromTheQuery) {
  for (const char* id : {"a1", "a2", "b1"}) Make(id);
  TestAnswer answer = As("viewer", "GET", "/api/v1/streams?pageSize=2&orderBy=id%20desc");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("\"totalSize\":3"));
  EXPECT_LT(answer.body.find("\"id\":\"b1\""), answer.body.find("\"id\":\"a2\""));
  EXPECT_THAT(answer.body, Not(HasSubstr("\"id\":\"a1\"")));
  answer = As("viewer", "GET", "/api/v1/streams?page_size=2&filter=id+%3D+%22a1%22");
  EXPECT_THAT(answer.body, HasSubstr("\"totalSize\":1"));
  EXPECT_THAT(As("viewer", "GET", "/api/v1/alarms").body,
              HasSubstr("{\"alarms\":[],\"nextPageToken\":\"\"}"));
}

TEST_F(RestTest, BadInputNamesItselfAndChangesNothing) {
  Make("ch1");
  struct Case {
    std::string method, target, body;
    int status;
    std::string names;
  };
  for (const Case& test : std::vector<Case>{
           {"GET", "/api/v1/streams?pageSizes=2", "", 400, "pageSizes: there is no such parameter"},
           {"GET", "/api/v1/streams?pageSize=two", "", 400, "pageSize: takes a whole number"},
           {"GET", "/api/v1/streams?pageSize=1&page_size=2", "", 400, "page_size: given twice"},
           {"GET", "/api/v1/streams?filter=%ZZ", "", 400, "a percent escape is broken"},
           {"GET", "/api/v1/streams/ch1?id=ch2", "", 400, "id: is given by the path"},
           {"GET", "/api/v1/streams/ch1", "{}", 400, "body: this request takes none"},
           {"POST", "/api/v1/streams?stream.id=x", "{}", 400, "stream.id: belongs into the body"},
           {"POST", "/api/v1/streams", R"({"id": "x", "uri": "http://h/"})", 400,
            "uri: there is no such field"},
           {"POST", "/api/v1/streams", R"({"id": "x", "url": "http://h/", "expect": {"w": 1}})",
            400, "expect.w: there is no such field"},
           {"POST", "/api/v1/streams", R"({"id": "x")", 400, "body: not JSON"},
           {"POST", "/api/v1/streams", "[]", 400, "body: must be a JSON object"},
           {"POST", "/api/v1/streams", "\xff\xfe", 400, "body: not JSON"},
           {"POST", "/api/v1/streams", R"({"id": "x", "url": "file:///etc/passwd"})", 400, "url"},
           {"POST", "/api/v1/streams", R"({"id": "ch1", "url": "http://h/"})", 409, "ch1"},
           {"POST", "/api/v1/streams:batchCreate?returnPartialSuccess=true", "{}", 400,
            "returnPartialSuccess"},
           {"GET", "/api/v1/streams/none", "", 404, "none"}}) {
    const TestAnswer answer = As("admin", test.method, test.target, test.body);
    EXPECT_EQ(answer.status, test.status) << test.target << " " << test.body;
    EXPECT_THAT(answer.body, HasSubstr(test.names)) << test.target;
    EXPECT_THAT(answer.body, HasSubstr("{\"success\":false,\"code\":\"")) << test.target;
    google::protobuf::Struct json;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &json).ok())
        << answer.body;
  }
  EXPECT_EQ(streams_.Ids(), std::vector<std::string>{"ch1"});
}

TEST_F(RestTest, FieldViolationsAreListed) {
  const TestAnswer answer = As("admin", "POST", "/api/v1/streams:batchCreate",
                               R"({"requests": [{"stream": {"id": "a b", "url": "http://h/"}},
                                                {"stream": {"id": "ok"}}]})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body,
              HasSubstr("\"details\":[{\"field\":\"requests[0].stream.id\",\"description\":\""));
  EXPECT_THAT(answer.body, HasSubstr("{\"field\":\"requests[1].stream.url\""));
}

TEST_F(RestTest, UnknownPathsAndMethods) {
  struct Case {
    const char* method;
    const char* target;
    int status;
    const char* allow;
  };
  for (const Case& test : std::vector<Case>{{"GET", "/nothing", 404, ""},
                                            {"GET", "/api/v1/", 404, ""},
                                            {"POST", "/api/v1/streams/ch1:explode", 404, ""},
                                            {"PUT", "/api/v1/streams", 405, "POST, GET, HEAD"},
                                            {"POST", "/api/v1/info/health", 405, "GET, HEAD"},
                                            {"HEAD", "/api/v1/streams:watch", 405, "GET"},
                                            {"POST", "/metrics", 405, "GET, HEAD"}}) {
    const TestAnswer answer = As("admin", test.method, test.target);
    EXPECT_EQ(answer.status, test.status) << test.method << " " << test.target;
    const auto allow = answer.headers.find("allow");
    EXPECT_EQ(allow == answer.headers.end() ? "" : allow->second, test.allow) << test.target;
  }
}

TEST_F(RestTest, ThumbnailsAreSentAsTheyAre) {
  Make("ch1");
  EXPECT_EQ(As("viewer", "GET", "/api/v1/streams/ch1/thumbnail").status, 404);
  monitor::StreamStatus status;
  status.id = "ch1";
  status.has_thumbnail = true;
  engine_.Publish(status);
  const TestAnswer answer = As("viewer", "GET", "/api/v1/streams/ch1/thumbnail");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "image/jpeg");
  EXPECT_EQ(answer.body, "\xff\xd8 a picture");
}

// One hostile stream must not make the others unreadable.
TEST_F(RestTest, BytesOfAStreamThatAreNoTextAreShownAsSuch) {
  Make("ch1");
  monitor::StreamStatus status;
  status.id = "ch1";
  status.phase = monitor::Phase::kRunning;
  status.last_error = "invalid_data: \xc3\x28 caf\xc3\xa9";
  status.tracks.resize(1);
  status.tracks[0].info.language = "\xff\xfe\xe2";
  engine_.Publish(status);
  const TestAnswer answer = As("viewer", "GET", "/api/v1/streams");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("\"language\":\"???\""));
  EXPECT_THAT(answer.body, HasSubstr("\"lastError\":\"invalid_data: ?( café\""));
}

// Every method with a REST form refuses a stranger before it looks at what is asked.
TEST_F(RestTest, EveryRouteRefusesStrangers) {
  auto routes = RouteTable::Build({"vedette.v1.MonitoringService", "vedette.v1.AlarmService",
                                   "vedette.v1.LogService", "vedette.v1.HealthService"});
  ASSERT_TRUE(routes.ok()) << routes.status().ToString();
  EXPECT_GT(routes->routes().size(), 15u);
  for (const Route& route : routes->routes()) {
    std::string path = route.path.text();
    for (size_t open; (open = path.find('{')) != std::string::npos;) {
      path.replace(open, path.find('}') - open + 1, "x");
    }
    const bool open = route.guard_name == "vedette.v1.HealthService/GetHealth";
    const TestAnswer answer = As("", route.http_method, path + "?nonsense=1", open ? "" : "{");
    EXPECT_EQ(answer.status, open ? 400 : 401) << path;
  }
}

}  // namespace
}  // namespace vedette::gateway
