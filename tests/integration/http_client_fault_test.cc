#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "engine/net/http_client.h"
#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/http_client_runner.h"

namespace vedette::net {
namespace {

using base::milliseconds;
using base::Result;
using base::Status;
using support::BadHttpServer;
using support::HttpClientRunner;

class HttpClientFaultTest : public ::testing::Test {
 protected:
  // All four deadlines far apart, so that the time tells which one struck.
  HttpRequest Request(const std::string& path) const {
    HttpRequest request;
    request.url = server_.Url(path);
    request.connect_timeout = milliseconds(3000);
    request.first_byte_timeout = milliseconds(3000);
    request.stall_timeout = milliseconds(3000);
    request.total_timeout = milliseconds(9000);
    return request;
  }

  // The failure, and how long it took.
  std::pair<Status, milliseconds> Fail(const HttpRequest& request) {
    const auto begin = std::chrono::steady_clock::now();
    const Result<HttpResponse> answer = runner_.Get(request);
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_FALSE(answer.ok());
    return {answer.status(), std::chrono::duration_cast<milliseconds>(took)};
  }

  std::string Reason(const std::string& path) { return Fail(Request(path)).first.reason(); }

  BadHttpServer server_;
  HttpClientRunner runner_;
};

TEST_F(HttpClientFaultTest, Refused) {
  HttpRequest request = Request("/");
  request.url = "http://127.0.0.1:" + std::to_string(BadHttpServer::RefusedPort()) + "/?token=abc";
  const Status status = Fail(request).first;
  EXPECT_EQ(status.reason(), "tcp_refused");
  EXPECT_EQ(status.message().find("abc"), std::string::npos) << status.message();
}

TEST_F(HttpClientFaultTest, NameThatCannotBeResolved) {
  HttpRequest request = Request("/");
  request.url = "http://no-such-host.invalid/";
  request.connect_timeout = milliseconds(200);
  const auto [status, took] = Fail(request);
  EXPECT_EQ(status.reason(), "dns");
  EXPECT_LT(took, milliseconds(1000));
}

TEST_F(HttpClientFaultTest, SilentAfterTheRequest) {
  server_.On("/", support::Silent());
  HttpRequest request = Request("/");
  request.first_byte_timeout = milliseconds(150);
  const auto [status, took] = Fail(request);
  EXPECT_EQ(status.reason(), "io_timeout");
  EXPECT_GE(took, milliseconds(145));
  EXPECT_LT(took, milliseconds(1000));
}

TEST_F(HttpClientFaultTest, SilentInTheTlsHandshake) {
  HttpRequest request = Request("/");
  request.url = "https" + request.url.substr(4);
  request.connect_timeout = milliseconds(150);
  const auto [status, took] = Fail(request);
  EXPECT_EQ(status.reason(), "tls");
  EXPECT_GE(took, milliseconds(145));
  EXPECT_LT(took, milliseconds(1000));
}

TEST_F(HttpClientFaultTest, LateAnswer) {
  server_.On("/", support::Late(milliseconds(500), support::Answer(200, {}, "a")));
  HttpRequest request = Request("/");
  request.first_byte_timeout = milliseconds(100);
  EXPECT_EQ(Fail(request).first.reason(), "io_timeout");
  EXPECT_TRUE(runner_.Get(Request("/")).ok());
}

TEST_F(HttpClientFaultTest, StallsInTheBody) {
  server_.On("/", support::Stall("half", 8));
  HttpRequest request = Request("/");
  request.stall_timeout = milliseconds(150);
  const auto [status, took] = Fail(request);
  EXPECT_EQ(status.reason(), "io_timeout");
  EXPECT_GE(took, milliseconds(145));
  EXPECT_LT(took, milliseconds(1000));
}

TEST_F(HttpClientFaultTest, DripsPastTheTotalDeadline) {
  server_.On("/", support::Drip(std::string(1000, 'd'), 1, milliseconds(10)));
  HttpRequest request = Request("/");
  request.stall_timeout = milliseconds(120);
  request.total_timeout = milliseconds(300);
  const auto [status, took] = Fail(request);
  EXPECT_EQ(status.reason(), "io_timeout");
  EXPECT_GE(took, milliseconds(295));
  EXPECT_LT(took, milliseconds(1200));
}

TEST_F(HttpClientFaultTest, ASlowButSteadyBodyIsNoStall) {
  server_.On("/", support::Drip(std::string(20, 'd'), 1, milliseconds(20)));
  HttpRequest request = Request("/");
  request.stall_timeout = milliseconds(300);
  EXPECT_EQ(runner_.Get(request)->body.size(), 20u);
}

TEST_F(HttpClientFaultTest, EndsTooSoon) {
  server_.On("/cut", support::Truncate("half", 8));
  server_.On("/reset", support::Truncate("half", 8, true));
  server_.On("/hangup", support::HangUp());
  server_.On("/chunks", support::Garbage("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                         "8\r\nhalf"));
  EXPECT_EQ(Reason("/cut"), "eof");
  EXPECT_EQ(Reason("/reset"), "eof");
  EXPECT_EQ(Reason("/hangup"), "eof");
  EXPECT_EQ(Reason("/chunks"), "eof");
}

TEST_F(HttpClientFaultTest, RedirectsForEver) {
  server_.On("/", support::Redirect(302, "/"));
  EXPECT_EQ(Reason("/"), "redirect_loop");
  EXPECT_EQ(server_.requests(), 9);  // the first and max_redirects more
}

TEST_F(HttpClientFaultTest, RedirectsToAnotherScheme) {
  server_.On("/", support::Redirect(302, "file:///etc/passwd"));
  EXPECT_EQ(Reason("/"), "unsupported");
}

TEST_F(HttpClientFaultTest, RedirectsToASilentServer) {
  server_.On("/", support::Redirect(302, "/silent"));
  server_.On("/silent", support::Silent());
  HttpRequest request = Request("/");
  request.first_byte_timeout = milliseconds(150);
  EXPECT_EQ(Fail(request).first.reason(), "io_timeout");
}

TEST_F(HttpClientFaultTest, IsNotHttp) {
  server_.On("/text", support::Garbage("this is not a status line\r\n\r\n"));
  server_.On("/bytes", support::Garbage(std::string(2000, '\x01')));
  server_.On("/version", support::Garbage("HTTP/9.9 200 OK\r\n\r\n"));
  EXPECT_EQ(Reason("/text"), "invalid_data");
  EXPECT_EQ(Reason("/bytes"), "invalid_data");
  EXPECT_EQ(Reason("/version"), "invalid_data");
}

TEST_F(HttpClientFaultTest, IsTooLong) {
  server_.On("/announced", support::Huge(64 << 20, true));
  server_.On("/chunked", support::Huge(64 << 20, false));
  server_.On("/headers", support::EndlessHeaders());
  for (const char* const path : {"/announced", "/chunked", "/headers"}) {
    HttpRequest request = Request(path);
    request.max_bytes = 1 << 20;
    EXPECT_EQ(Fail(request).first.reason(), "invalid_data") << path;
  }
}

TEST_F(HttpClientFaultTest, ExpandsBeyondTheBound) {
  server_.On("/", support::GzipBomb(64 << 20));
  HttpRequest request = Request("/");
  request.accept_gzip = true;
  request.max_bytes = 1 << 20;
  EXPECT_EQ(Fail(request).first.reason(), "invalid_data");
}

TEST_F(HttpClientFaultTest, LiesAboutItsEncoding) {
  server_.On("/", support::Answer(200, {{"Content-Encoding", "gzip"}}, "not gzip at all"));
  HttpRequest request = Request("/");
  request.accept_gzip = true;
  EXPECT_EQ(Fail(request).first.reason(), "invalid_data");
}

TEST_F(HttpClientFaultTest, AnEndlessErrorPageIsStillItsStatus) {
  server_.On("/", [](const support::SeenRequest&, support::HttpPeer& peer) {
    peer.CloseAfter();
    peer.Send("HTTP/1.1 500 Broken\r\n\r\n");
    while (peer.Send(std::string(16384, 'e'))) {
    }
  });
  const Result<HttpResponse> answer = runner_.Get(Request("/"));
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body.size(), 64u << 10);
}

TEST_F(HttpClientFaultTest, OneSilentServerHoldsUpNobody) {
  server_.On("/silent", support::Silent());
  BadHttpServer good;
  good.On("/a", support::Answer(200, {}, "a"));
  runner_.loop().RunAndWait([&] {
    for (int i = 0; i < 50; ++i) {
      runner_.client().Fetch(runner_.session(), Request("/silent"), [](Result<HttpResponse>) {});
    }
  });
  ASSERT_TRUE(server_.WaitForRequests(50));
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(runner_.Get(good.Url("/a")).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(1000));
}

}  // namespace
}  // namespace vedette::net
