#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service_gateway/gateway_fixture.h"

namespace vedette::gateway {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using LimitsTest = GatewayTest;

TEST_F(LimitsTest, BodiesAreBounded) {
  const TestAnswer answer =
      As("operator", "POST", "/api/v1/streams", "{\"id\": \"" + std::string(5 << 20, 'a') + "\"}");
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("{\"success\":false,\"code\":\"INVALID_ARGUMENT\","
                                     "\"message\":\"body: longer than 4194304 bytes\""));
  EXPECT_EQ(answer.headers.at("connection"), "close");
}

TEST_F(LimitsTest, ChunkedBodiesAreBoundedAsWell) {
  TestClient client(gateway_->port());
  client.Write("POST /api/v1/streams HTTP/1.1\r\nHost: t\r\n" + Bearer("operator") +
               "Transfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'a') + "\r\n";
  for (int i = 0; i < 80 && client.Write(chunk); ++i) {
  }
  EXPECT_EQ(client.ReadAnswer().status, 413);
}

TEST_F(LimitsTest, HeadersAreBounded) {
  const TestAnswer answer =
      Fetch(gateway_->port(), "GET", "/livez", "X-Long: " + std::string(17 << 10, 'a') + "\r\n");
  EXPECT_EQ(answer.status, 431);
  EXPECT_THAT(answer.body, HasSubstr("longer than 16384 bytes"));
  EXPECT_EQ(
      Fetch(gateway_->port(), "GET", "/livez", "X-Long: " + std::string(8000, 'a') + "\r\n").status,
      200);
}

TEST_F(LimitsTest, WhatIsNoHttpIsA400) {
  for (const char* bytes :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/3.7\r\n\r\n",
        "\x16\x03\x01\x02\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n"}) {
    TestClient client(gateway_->port());
    client.Write(bytes);
    EXPECT_EQ(client.ReadAnswer().status, 400) << bytes;
    EXPECT_TRUE(client.WaitClosed()) << bytes;
  }
}

TEST_F(LimitsTest, ConnectionsAreKept) {
  TestClient client(gateway_->port());
  for (int i = 0; i < 3; ++i) {
    client.Write("GET /api/v1/info/health HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(client.ReadAnswer().status, 200);
  }
  client.Write("GET /livez HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 200);
  EXPECT_TRUE(client.WaitClosed());
}

// Pipelining is not needed, but must not break anything.
TEST_F(LimitsTest, RequestsSentTogetherAreAnsweredInTurn) {
  TestClient client(gateway_->port());
  client.Write(
      "GET /api/v1/info/health HTTP/1.1\r\nHost: t\r\n\r\n"
      "GET /livez HTTP/1.1\r\nHost: t\r\n\r\nGET /nothing HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer().body, HasSubstr("healthy"));
  EXPECT_EQ(client.ReadAnswer().body, "ok\n");
  EXPECT_EQ(client.ReadAnswer().status, 404);
}

TEST_F(LimitsTest, AClientThatClosesItsSideStillGetsItsAnswer) {
  TestClient client(gateway_->port());
  client.Write("GET /api/v1/info/health HTTP/1.0\r\n\r\n");
  client.HalfClose();
  EXPECT_EQ(client.ReadAnswer().status, 200);
  EXPECT_TRUE(client.WaitClosed());
}

TEST_F(LimitsTest, LongBodiesMayAskFirst) {
  TestClient client(gateway_->port());
  const std::string body = R"({"id": "x", "url": "http://h/"})";
  client.Write("POST /api/v1/streams HTTP/1.1\r\nHost: t\r\n" + Bearer("operator") +
               "Expect: 100-continue\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer(true).status, 100);
  client.Write(body);
  EXPECT_EQ(client.ReadAnswer().status, 200);
}

TEST_F(LimitsTest, SlowClientsAreClosed) {
  HttpServerOptions http;
  http.header_timeout = http.body_timeout = http.idle_timeout = base::milliseconds(50);
  StartGateway(http);
  for (const char* begin :
       {"", "GET / HT", "POST /api/v1/streams HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"}) {
    TestClient client(gateway_->port());
    client.Write(begin);
    EXPECT_TRUE(client.WaitClosed()) << begin;
  }
  TestClient kept(gateway_->port());
  kept.Write("GET /livez HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(kept.ReadAnswer().status, 200);
  EXPECT_TRUE(kept.WaitClosed());
}

TEST_F(LimitsTest, TooManyConnectionsAreToldSo) {
  HttpServerOptions http;
  http.max_connections = 2;
  StartGateway(http);
  TestClient first(gateway_->port()), second(gateway_->port());
  for (TestClient* client : {&first, &second}) {
    client->Write("GET /livez HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(client->ReadAnswer().status, 200);
  }
  const TestAnswer refused = Fetch(gateway_->port(), "GET", "/livez");
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, HasSubstr("TOO_MANY_CONNECTIONS"));
  first.Close();
  // The place is free again once the server has seen it.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  int status = 503;
  while (status == 503 && std::chrono::steady_clock::now() < deadline) {
    status = Fetch(gateway_->port(), "GET", "/livez").status;
  }
  EXPECT_EQ(status, 200);
}

TEST_F(LimitsTest, APortInUseIsOneClearFailure) {
  GatewayOptions options;
  options.http.port = gateway_->port();
  const auto second = Gateway::Start(options, {guard_, clock_, engine_, events_, process_},
                                     host_->InProcessChannel());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().reason(), "port");
  EXPECT_EQ(second.status().message(),
            "cannot listen on 127.0.0.1:" + std::to_string(gateway_->port()) +
                " (HTTP): Address already in use");
}

}  // namespace
}  // namespace vedette::gateway
