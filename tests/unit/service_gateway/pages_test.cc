#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "service/gateway/metrics.h"
#include "service/gateway/site.h"
#include "tests/unit/service_gateway/gateway_fixture.h"

namespace vedette::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

using PagesTest = GatewayTest;

TEST_F(PagesTest, TheFirstPageNamesTheApi) {
  const TestAnswer answer = As("", "GET", "/");
  EXPECT_EQ(answer.status, 200);
  for (const char* part : {"Vedette 0.0.0", "/readyz", "GET     /api/v1/info/health",
                           "POST    /api/v1/streams/{id}:pause"}) {
    EXPECT_THAT(answer.body, HasSubstr(part));
  }
  const TestAnswer head = As("", "HEAD", "/");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(answer.body.size()));
}

TEST_F(PagesTest, ReadinessFollowsTheApplication) {
  EXPECT_EQ(As("", "GET", "/livez").status, 200);
  EXPECT_EQ(As("", "GET", "/readyz").status, 503);
  gateway_->SetReady(true);
  EXPECT_EQ(As("", "GET", "/readyz").status, 200);
  gateway_->SetReady(false);
  EXPECT_EQ(As("", "GET", "/readyz").status, 503);
  EXPECT_EQ(As("", "GET", "/livez").status, 200);
}

TEST_F(PagesTest, MetricsTellStreamsAndAnswers) {
  Make("ch1");
  Run("ch1", 60, checks::Health::kDegraded);
  As("", "GET", "/nothing");
  const TestAnswer answer = As("", "GET", "/metrics");  // on loopback, without a token
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"vedette_streams{phase=\"running\"} 1\n", "vedette_streams{phase=\"queued\"} 0\n",
        "vedette_streams_by_health{health=\"degraded\"} 1\n",
        "vedette_stream_up{stream=\"ch1\"} 1\n", "vedette_stream_health_score{stream=\"ch1\"} 60\n",
        "vedette_streams_max_concurrent 50\n", "vedette_http_requests_total{code=\"404\"} 1\n"}) {
    EXPECT_THAT(answer.body, HasSubstr(line));
  }
}

TEST(Metrics, EveryFamilyHasHelpAndLabelsAreEscaped) {
  monitor::StreamStatus status;
  status.id = "ch1";
  status.phase = monitor::Phase::kRunning;
  status.verdict.health = checks::Health::kDown;
  status.metrics.bitrate_bps = 4e6;
  checks::AlarmRecord alarm;
  alarm.check = "black\"\n";
  alarm.state = checks::AlarmState::kRaised;
  alarm.severity = checks::Severity::kMajor;
  status.alarms = {alarm, alarm};
  alarm.state = checks::AlarmState::kPending;
  status.alarms.push_back(alarm);
  MetricsInput input;
  input.streams = {std::make_shared<const monitor::StreamStatus>(status)};
  const std::string text = MetricsText(input);
  EXPECT_THAT(text, HasSubstr("vedette_alarms{check=\"black\\\"\\n\",severity=\"major\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("vedette_stream_up{stream=\"ch1\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("vedette_stream_bitrate_bits_per_second{stream=\"ch1\"} 4000000\n"));
  std::istringstream lines(text);
  std::set<std::string> helped, typed;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, kind, name;
    words >> first >> kind >> name;
    if (first == "#") {
      (kind == "HELP" ? helped : typed).insert(name);
    } else {
      std::string name_of = first.substr(0, first.find('{'));
      for (const char* part : {"_bucket", "_sum", "_count"}) {  // of a histogram
        const size_t at = name_of.rfind(part);
        if (at != std::string::npos) name_of.resize(at);
      }
      EXPECT_EQ(helped.count(name_of), 1u) << line;
    }
  }
  EXPECT_EQ(helped, typed);
}

class Collector final : public Responder {
 public:
  void Send(HttpResponse response) override { response_ = std::move(response); }
  void Begin(HttpResponse) override {}
  void Piece(std::string) override {}
  void End() override {}
  HttpResponse response_;
};

class SiteTest : public GatewayTest {
 protected:
  HttpResponse Ask(HttpRequest request, bool tokens_required) {
    GatewayOptions options;
    options.tokens_required = tokens_required;
    auto routes = RouteTable::Build({"vedette.v1.MonitoringService"});
    Site site(options, {guard_, clock_, engine_, events_, process_}, std::move(*routes),
              host_->InProcessChannel());
    const auto answer = std::make_shared<Collector>();
    request.host = "127.0.0.1:3050";
    EXPECT_EQ(site.Handle(std::move(request), answer), nullptr);
    return answer->response_;
  }
  static std::string Header(const HttpResponse& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }
};

TEST_F(SiteTest, MetricsFromElsewhereNeedAViewer) {
  HttpRequest request;
  request.method = "GET";
  request.path = "/metrics";
  request.peer = "192.0.2.7:4711";
  EXPECT_EQ(Ask(request, true).status, 401);
  request.authorization = "Bearer " + TokenOf("viewer");
  EXPECT_EQ(Ask(request, true).status, 200);
}

// Without tokens the machine's users are admins: a web page that they look at must not be.
TEST_F(SiteTest, PagesOfOtherOrigins) {
  HttpRequest request;
  request.path = "/readyz";
  request.peer = "127.0.0.1:4711";
  struct Case {
    const char* method;
    const char* origin;
    bool tokens;
    int status;
    const char* allowed;
  };
  for (const Case& test : std::vector<Case>{{"GET", "", false, 503, ""},
                                            {"GET", "http://127.0.0.1:3050", false, 503, ""},
                                            {"GET", "http://evil.example", false, 403, ""},
                                            {"GET", "null", false, 403, ""},
                                            {"OPTIONS", "http://evil.example", false, 403, ""},
                                            {"GET", "http://board.example", true, 503, "*"},
                                            {"OPTIONS", "http://board.example", true, 204, "*"},
                                            {"OPTIONS", "", true, 204, ""}}) {
    request.method = test.method;
    request.origin = test.origin;
    const HttpResponse response = Ask(request, test.tokens);
    EXPECT_EQ(response.status, test.status) << test.method << " " << test.origin;
    EXPECT_EQ(Header(response, "Access-Control-Allow-Origin"), test.allowed) << test.origin;
  }
}

}  // namespace
}  // namespace vedette::gateway
