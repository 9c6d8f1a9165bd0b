#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/eventually.h"
#include "tests/unit/service_gateway/gateway_fixture.h"

namespace vedette::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class WatchRestTest : public GatewayTest {
 protected:
  std::string Request(const std::string& more = "", const std::string& query = "",
                      const std::string& version = "1.1") {
    return "GET /api/v1/streams:watch" + query + " HTTP/" + version + "\r\nHost: test\r\n" +
           Bearer("viewer") + more + "\r\n";
  }
  static constexpr char kEvents[] = "Accept: text/event-stream\r\n";
};

std::string Between(const std::string& text, const std::string& before, const std::string& after) {
  const size_t begin = text.find(before);
  if (begin == std::string::npos) return "";
  return text.substr(begin + before.size(), text.find(after, begin) - begin - before.size());
}

TEST_F(WatchRestTest, LinesOfJson) {
  Make("ch1");
  TestClient client(gateway_->port());
  client.Write(Request());
  const std::string head = client.ReadUntil("\r\n\r\n");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Type: application/x-ndjson\r\n"));
  client.ReadUntil("\r\n");  // the size of the chunk
  const std::string line = client.ReadUntil("\n");
  EXPECT_THAT(line, StartsWith("{\"kind\":\"WATCH_KIND_SNAPSHOT\""));
  EXPECT_THAT(line, HasSubstr("\"id\":\"ch1\""));
  Run("ch1", 77);
  EXPECT_THAT(client.ReadUntil("\"score\":77"), HasSubstr("\"kind\":\"WATCH_KIND_DELTA\""));
}

TEST_F(WatchRestTest, EventsGoOnWhereTheyWere) {
  Make("ch1");
  std::string token;
  {
    TestClient client(gateway_->port());
    client.Write(Request(kEvents));
    EXPECT_THAT(client.ReadUntil("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream\r\n"));
    client.ReadUntil("\r\n");
    const std::string event = client.ReadUntil("\n\n");
    token = Between(event, "id: ", "\n");
    EXPECT_THAT(event, HasSubstr("\ndata: {\"kind\":\"WATCH_KIND_SNAPSHOT\""));
    EXPECT_THAT(event, HasSubstr("\"resumeToken\":\"" + token + "\""));
  }
  ASSERT_NE(token, "");
  Run("ch1", 55);
  TestClient client(gateway_->port());
  client.Write(Request(std::string(kEvents) + "Last-Event-ID: " + token + "\r\n"));
  const std::string next = client.ReadUntil("\"score\":55");
  EXPECT_THAT(next, HasSubstr("WATCH_KIND_DELTA"));
  EXPECT_THAT(next, Not(HasSubstr("SNAPSHOT")));
}

// A browser can't drop its Last-Event-ID: where it is too old, the stream starts over by itself.
TEST_F(WatchRestTest, AnOldEventIdStartsOverAndAnOldTokenIsRefused) {
  Make("ch1");
  rpc::StreamHub other(Quick(), clock_);
  const auto cursor = other.Open({});
  ASSERT_TRUE(cursor.ok());
  const std::string old = other.Heartbeat(*cursor).resume_token();
  TestClient client(gateway_->port());
  client.Write(Request(std::string(kEvents) + "Last-Event-ID: " + old + "\r\n"));
  EXPECT_THAT(client.ReadUntil("\"streams\":[{"), HasSubstr("WATCH_KIND_SNAPSHOT"));

  const TestAnswer refused = As("viewer", "GET", "/api/v1/streams:watch?resumeToken=" + old);
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("\"code\":\"OUT_OF_RANGE\""));
  EXPECT_EQ(As("viewer", "GET", "/api/v1/streams:watch?resumeToken=nonsense").status, 400);
}

TEST_F(WatchRestTest, OnlyTheStreamsAskedFor) {
  Make("ch1");
  Make("ch2");
  TestClient client(gateway_->port());
  client.Write(Request("", "?ids=ch2&ids=ch3"));
  const std::string line = client.ReadUntil("}\n");
  EXPECT_THAT(line, HasSubstr("\"id\":\"ch2\""));
  EXPECT_THAT(line, Not(HasSubstr("\"id\":\"ch1\"")));
}

TEST_F(WatchRestTest, AnOlderHttpGetsPlainLinesUntilTheEnd) {
  TestClient client(gateway_->port());
  client.Write(Request("", "", "1.0"));
  const std::string head = client.ReadUntil("\r\n\r\n");
  EXPECT_THAT(head, Not(HasSubstr("chunked")));
  EXPECT_THAT(client.ReadUntil("\n"), StartsWith("{\"kind\":"));
}

TEST_F(WatchRestTest, AClientThatGoesEndsItsWatch) {
  {
    TestClient client(gateway_->port());
    client.Write(Request());
    client.ReadUntil("SNAPSHOT");
    EXPECT_EQ(hub_.watchers(), 1);
  }
  EXPECT_TRUE(support::Eventually([&] { return hub_.watchers() == 0; }));
}

// The limit is 3 watchers (see Quick).
TEST_F(WatchRestTest, TooManyWatchersAreToldSo) {
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TestClient>(gateway_->port()));
    clients.back()->Write(Request());
    clients.back()->ReadUntil("SNAPSHOT");
  }
  EXPECT_EQ(As("viewer", "GET", "/api/v1/streams:watch").status, 429);
}

// Nothing is queued for a reader that does not read: the hub goes on, memory does not grow, and
// the reader is given up after the write's time.
TEST_F(WatchRestTest, AReaderThatSleepsIsGivenUp) {
  HttpServerOptions http;
  http.write_timeout = base::milliseconds(200);
  StartGateway(http);
  v1::BatchCreateStreamsRequest request;
  for (int i = 0; i < 900; ++i) {
    auto* stream = request.add_requests()->mutable_stream();
    stream->set_url("http://host/" + std::string(3000, 'a'));
    stream->set_display_name(std::string(100, 'b'));
  }
  v1::BatchCreateStreamsResponse response;
  Call call("operator");
  const grpc::Status made = monitoring_stub_->BatchCreateStreams(&call.context, request, &response);
  ASSERT_TRUE(made.ok()) << made.error_message();
  TestClient client(gateway_->port(), 4096);
  client.Write(Request());
  const auto all = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  int score = 0;
  bool seen = false;
  while (std::chrono::steady_clock::now() < all && !(seen && hub_.watchers() == 0)) {
    seen = seen || hub_.watchers() == 1;
    for (const auto& stream : response.streams()) Run(stream.id(), score % 100);
    ++score;
  }
  EXPECT_TRUE(seen);
  EXPECT_EQ(hub_.watchers(), 0);
}

TEST_F(WatchRestTest, AtTheEndAWatchGetsItsLastWord) {
  TestClient client(gateway_->port());
  client.Write(Request());
  client.ReadUntil("SNAPSHOT");
  gateway_->SetReady(false);
  gateway_->Drain();
  EXPECT_TRUE(hub_.Stop(std::chrono::seconds(5)));
  gateway_->Stop(std::chrono::seconds(5));
  const std::string last = client.ReadUntil("\r\n0\r\n\r\n");
  EXPECT_THAT(last, HasSubstr("{\"success\":false,\"code\":\"UNAVAILABLE\",\"message\":\"the "
                              "daemon is stopping\""));
  EXPECT_THAT(last, testing::EndsWith("\r\n0\r\n\r\n"));
}

TEST_F(WatchRestTest, AClientThatGoesCancelsItsProbe) {
  TestClient client(gateway_->port());
  const std::string body = R"({"url": "http://slow/"})";
  client.Write("POST /api/v1/streams:probe HTTP/1.1\r\nHost: test\r\n" + Bearer("operator") +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_TRUE(support::Eventually([&] { return engine_.last_probe().url == "http://slow/"; }));
  client.Close();
  // Both would wait for a probe that still runs.
  const auto begin = std::chrono::steady_clock::now();
  gateway_->Stop(std::chrono::seconds(20));
  host_->Stop(std::chrono::seconds(20));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace vedette::gateway
