#include "engine/net/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

#include "engine/base/byte_pool.h"
#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/http_client_runner.h"

namespace vedette::net {
namespace {

using base::milliseconds;
using base::Result;
using support::BadHttpServer;
using support::HttpClientRunner;
using support::HttpPeer;
using support::SeenRequest;

std::string Text(const HttpResponse& response) {
  return {response.body.begin(), response.body.end()};
}

class HttpClientTest : public ::testing::Test {
 protected:
  BadHttpServer server_;
  HttpClientRunner runner_;
};

TEST_F(HttpClientTest, FetchesABodyAndItsFacts) {
  server_.On("/a", support::Answer(200,
                                   {{"Content-Type", "video/mp2t"},
                                    {"ETag", "\"v1\""},
                                    {"Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT"}},
                                   "0123456789"));
  const Result<HttpResponse> answer = runner_.Get(server_.Url("/a?token=x"));
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(Text(*answer), "0123456789");
  EXPECT_EQ(answer->effective_url, server_.Url("/a?token=x"));
  EXPECT_EQ(answer->content_type, "video/mp2t");
  EXPECT_EQ(answer->etag, "\"v1\"");
  EXPECT_EQ(answer->last_modified, "Mon, 05 Jan 2026 10:00:00 GMT");
  EXPECT_EQ(answer->content_length, 10);
  EXPECT_EQ(answer->remote_address, "127.0.0.1:" + std::to_string(server_.port()));
  EXPECT_GT(answer->timings.tcp.count(), 0);
  EXPECT_GE(answer->timings.total, answer->timings.first_byte);
  const SeenRequest seen = server_.Seen().at(0);
  EXPECT_EQ(seen.target, "/a?token=x");
  EXPECT_EQ(seen.headers.at("user-agent"), "Vedette/0.1");
  EXPECT_EQ(seen.headers.count("accept-encoding"), 0u);
}

TEST_F(HttpClientTest, UsesBuffersAgain) {
  const std::string before(200000, 'a'), body(150000, 'b');
  server_.On("/a", support::Answer(200, {}, before));
  server_.On("/b", support::Answer(200, {}, body));
  base::BytePool buffers(1 << 20);
  HttpClientOptions options;
  options.buffers = &buffers;
  HttpClientRunner runner(options);
  Result<HttpResponse> first = runner.Get(server_.Url("/a"));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(Text(*first), before);
  const uint8_t* const at = first->body.data();
  buffers.Give(std::move(first->body));
  const Result<HttpResponse> second = runner.Get(server_.Url("/b"));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->body.data(), at);
  EXPECT_EQ(Text(*second), body);
}

TEST_F(HttpClientTest, KeepsConnectionsAlive) {
  server_.On("/a", support::Answer(200, {}, "a"));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(runner_.Get(server_.Url("/a")).ok());
  EXPECT_EQ(server_.connections(), 1);
  EXPECT_EQ(runner_.Get(server_.Url("/a"))->timings.tcp.count(), 0);
}

TEST_F(HttpClientTest, GetsAroundAKeptConnectionThatTheServerClosed) {
  server_.On("/a", [](const SeenRequest&, HttpPeer& peer) {
    peer.Reply(200, {}, "a");
    peer.CloseAfter();
  });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(runner_.Get(server_.Url("/a")).ok());
  EXPECT_EQ(server_.connections(), 5);
}

TEST_F(HttpClientTest, AsksConditionally) {
  server_.On("/a", support::WithEtag("\"v1\"", "content"));
  HttpRequest request = HttpClientRunner::Request(server_.Url("/a"));
  request.etag = runner_.Get(request)->etag;
  request.last_modified = "Mon, 05 Jan 2026 10:00:00 GMT";
  const Result<HttpResponse> second = runner_.Get(request);
  EXPECT_EQ(second->status, 304);
  EXPECT_TRUE(second->body.empty());
  EXPECT_EQ(server_.Seen().at(1).headers.at("if-modified-since"), "Mon, 05 Jan 2026 10:00:00 GMT");
}

TEST_F(HttpClientTest, AsksForAByteRange) {
  server_.On("/a", [](const SeenRequest& request, HttpPeer& peer) {
    peer.Reply(request.headers.at("range") == "bytes=100-149" ? 206 : 400, {}, "part");
  });
  HttpRequest request = HttpClientRunner::Request(server_.Url("/a"));
  request.range = {100, 50};
  EXPECT_EQ(runner_.Get(request)->status, 206);
}

TEST_F(HttpClientTest, DecodesGzipWhenAskedTo) {
  server_.On("/a", support::Gzipped(std::string(5000, 'z')));
  HttpRequest request = HttpClientRunner::Request(server_.Url("/a"));
  request.accept_gzip = true;
  EXPECT_EQ(Text(*runner_.Get(request)), std::string(5000, 'z'));
  EXPECT_EQ(server_.Seen().at(0).headers.at("accept-encoding"), "gzip");
}

TEST_F(HttpClientTest, EncodesSpacesInTheUrl) {
  server_.On("/seg%201.ts", support::Answer(200, {}, "a"));
  EXPECT_EQ(runner_.Get(server_.Url("/seg 1.ts"))->status, 200);
}

TEST_F(HttpClientTest, FollowsRedirectsAndSaysWhereItEnded) {
  server_.On("/a", support::Redirect(302, "/b/c"));
  server_.On("/b/c", support::Redirect(307, "d?x=1"));
  server_.On("/b/d", support::Answer(200, {}, "there"));
  const Result<HttpResponse> answer = runner_.Get(server_.Url("/a"));
  EXPECT_EQ(Text(*answer), "there");
  EXPECT_EQ(answer->effective_url, server_.Url("/b/d?x=1"));
}

TEST_F(HttpClientTest, SendsSecretsToTheirHostOnly) {
  BadHttpServer other;
  other.On("/there", support::Answer(200, {}, "a"));
  server_.On("/away", support::Redirect(302, other.Url("/there")));
  server_.On("/near", support::Redirect(302, "/here"));
  server_.On("/here", support::Answer(200, {}, "a"));
  HttpRequest request = HttpClientRunner::Request(server_.Url("/away"));
  request.headers = {
      {"Authorization", "Bearer s3cret"}, {"Cookie", "k=s3cret"}, {"X-Kind", "probe"}};
  ASSERT_TRUE(runner_.Get(request).ok());
  request.url = server_.Url("/near");
  ASSERT_TRUE(runner_.Get(request).ok());
  for (const SeenRequest& seen : server_.Seen()) {
    EXPECT_EQ(seen.headers.at("authorization"), "Bearer s3cret") << seen.target;
    EXPECT_EQ(seen.headers.at("cookie"), "k=s3cret") << seen.target;
  }
  ASSERT_EQ(other.requests(), 1);
  EXPECT_EQ(other.Seen().at(0).headers.count("authorization"), 0u);
  EXPECT_EQ(other.Seen().at(0).headers.count("cookie"), 0u);
  EXPECT_EQ(other.Seen().at(0).headers.at("x-kind"), "probe");
}

TEST_F(HttpClientTest, SendsUserInfoOfTheUrlAsBasicAuthorization) {
  server_.On("/a", support::Answer(200, {}, "a"));
  const std::string url = "http://user:pass@127.0.0.1:" + std::to_string(server_.port()) + "/a";
  const Result<HttpResponse> answer = runner_.Get(url);
  EXPECT_EQ(server_.Seen().at(0).headers.at("authorization"), "Basic dXNlcjpwYXNz");
  // So that relative URIs inherit it.
  EXPECT_EQ(answer->effective_url, url);
}

TEST_F(HttpClientTest, RefusesAHeaderThatWouldSplitTheRequest) {
  HttpRequest request = HttpClientRunner::Request(server_.Url("/a"));
  request.headers = {{"X-Id", "1\r\nX-Other: 2"}};
  EXPECT_EQ(runner_.Get(request).status().reason(), "local_fault");
  EXPECT_EQ(server_.requests(), 0);
}

TEST_F(HttpClientTest, CookiesStayWithTheirSession) {
  server_.On("/login", support::SetsCookie("ticket", "42", "/inside"));
  server_.On("/inside", support::NeedsCookie("ticket", "42", support::Answer(200, {}, "in")));
  EXPECT_EQ(runner_.Get(server_.Url("/inside"))->status, 403);
  EXPECT_EQ(runner_.Get(server_.Url("/login"))->status, 200);
  EXPECT_EQ(runner_.Get(server_.Url("/inside"))->status, 200);
  runner_.NewSession();
  EXPECT_EQ(runner_.Get(server_.Url("/inside"))->status, 403);
}

TEST_F(HttpClientTest, ReportsErrorStatusAsAnAnswer) {
  server_.On("/busy", support::Answer(429, {{"Retry-After", "7"}}, "slow down"));
  const Result<HttpResponse> busy = runner_.Get(server_.Url("/busy"));
  ASSERT_TRUE(busy.ok());
  EXPECT_EQ(busy->status, 429);
  EXPECT_EQ(busy->retry_after, base::seconds(7));
  EXPECT_EQ(Text(*busy), "slow down");
  EXPECT_EQ(runner_.Get(server_.Url("/nowhere"))->status, 404);
}

TEST_F(HttpClientTest, HandsOverBytesAsTheyArriveUntilToldToStop) {
  server_.On("/live", support::Endless(std::string(1000, 't'), milliseconds(1)));
  HttpRequest request = HttpClientRunner::Request(server_.Url("/live"));
  request.total_timeout = milliseconds(0);
  size_t got = 0;
  const Result<HttpResponse> answer = runner_.Get(request, [&got](media::ByteView data) {
    got += data.size();
    return got < 20000;
  });
  EXPECT_EQ(answer.status().code(), base::Code::kCancelled);
  EXPECT_GE(got, 20000u);
}

TEST_F(HttpClientTest, KeepsAnErrorPageFromTheReceiver) {
  server_.On("/live", support::Answer(403, {}, "no"));
  HttpRequest request = HttpClientRunner::Request(server_.Url("/live"));
  request.total_timeout = milliseconds(0);
  const Result<HttpResponse> answer = runner_.Get(request, [](media::ByteView) {
    ADD_FAILURE() << "called";
    return true;
  });
  EXPECT_EQ(answer->status, 403);
}

TEST_F(HttpClientTest, APausedBodyWaitsAndLosesNothing) {
  const size_t size = 40 << 20;  // more than the sockets' buffers hold
  const auto sent = std::make_shared<std::atomic<bool>>(false);
  server_.On("/big", [=](const SeenRequest&, HttpPeer& peer) {
    peer.CloseAfter();
    std::string piece(1 << 20, 'p');
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
    for (size_t i = 0; i < size >> 20; ++i) peer.Send(piece);
    *sent = true;
  });
  HttpRequest request = HttpClientRunner::Request(server_.Url("/big"));
  request.total_timeout = milliseconds(0);
  request.stall_timeout = milliseconds(100);
  size_t got = 0;
  HttpClient::RequestId id = 0;
  std::promise<void> paused;
  std::promise<Result<HttpResponse>> done;
  runner_.loop().Post([&] {
    id = runner_.client().Fetch(
        runner_.session(), request,
        [&](Result<HttpResponse> result) { done.set_value(std::move(result)); },
        [&](media::ByteView data) {
          if (got == 0) {
            runner_.client().Pause(id, true);
            paused.set_value();
          }
          got += data.size();
          return true;
        });
  });
  paused.get_future().wait();
  auto finished = done.get_future();
  // Longer than the stall deadline, which must not count.
  EXPECT_EQ(finished.wait_for(milliseconds(250)), std::future_status::timeout);
  EXPECT_FALSE(*sent);
  runner_.loop().RunAndWait([&] {
    EXPECT_LT(got, 1u << 20);
    runner_.client().Pause(id, false);
  });
  ASSERT_EQ(finished.wait_for(base::seconds(10)), std::future_status::ready);
  EXPECT_TRUE(finished.get().ok());
  EXPECT_EQ(got, size);
}

TEST_F(HttpClientTest, ACancelledRequestIsNeverDone) {
  server_.On("/silent", support::Silent());
  server_.On("/a", support::Answer(200, {}, "a"));
  HttpClient::RequestId id = 0;
  runner_.loop().RunAndWait([&] {
    id =
        runner_.client().Fetch(runner_.session(), HttpClientRunner::Request(server_.Url("/silent")),
                               [](Result<HttpResponse>) { ADD_FAILURE() << "called"; });
  });
  ASSERT_TRUE(server_.WaitForRequests(1));
  runner_.loop().RunAndWait([&] {
    runner_.client().Cancel(id);
    runner_.client().Cancel(id);
    // Cancelled before it begins.
    runner_.client().Cancel(
        runner_.client().Fetch(runner_.session(), HttpClientRunner::Request(server_.Url("/a")),
                               [](Result<HttpResponse>) { ADD_FAILURE() << "called"; }));
  });
  EXPECT_TRUE(runner_.Get(server_.Url("/a")).ok());
  EXPECT_EQ(server_.requests(), 2);
}

TEST_F(HttpClientTest, ARequestMayBeCancelledFromItsOwnData) {
  server_.On("/live", support::Endless("bytes", milliseconds(1)));
  server_.On("/a", support::Answer(200, {}, "a"));
  std::promise<void> called;
  HttpClient::RequestId id = 0;
  int calls = 0;
  runner_.loop().RunAndWait([&] {
    HttpRequest request = HttpClientRunner::Request(server_.Url("/live"));
    request.total_timeout = milliseconds(0);
    id = runner_.client().Fetch(
        runner_.session(), request, [](Result<HttpResponse>) { ADD_FAILURE() << "done"; },
        [&](media::ByteView) {
          ++calls;
          runner_.client().Cancel(id);
          called.set_value();
          return true;
        });
  });
  ASSERT_EQ(called.get_future().wait_for(base::seconds(5)), std::future_status::ready);
  EXPECT_TRUE(runner_.Get(server_.Url("/a")).ok());
  EXPECT_EQ(calls, 1);
}

TEST(HttpClientBounds, OneHostGetsAFewRequestsAtATime) {
  BadHttpServer server;
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  server.On("/a", [&](const SeenRequest&, HttpPeer& peer) {
    most = std::max(most.load(), ++now);
    peer.Wait(milliseconds(5));
    --now;
    peer.Reply(200, {}, "a");
  });
  HttpClientRunner runner({.max_requests_per_host = 3});
  std::promise<void> all;
  int done = 0;
  runner.loop().RunAndWait([&] {
    for (int i = 0; i < 30; ++i) {
      runner.client().Fetch(runner.session(), HttpClientRunner::Request(server.Url("/a")),
                            [&](Result<HttpResponse> result) {
                              EXPECT_TRUE(result.ok()) << result.status().ToString();
                              if (++done == 30) all.set_value();
                            });
    }
  });
  ASSERT_EQ(all.get_future().wait_for(base::seconds(10)), std::future_status::ready);
  EXPECT_LE(most, 3);
  EXPECT_LE(server.connections(), 3);
}

TEST(HttpClientBounds, WaitingForOnesTurnHasADeadlineOfItsOwn) {
  BadHttpServer server;
  server.On("/silent", support::Silent());
  HttpClientRunner runner({.max_requests = 1});
  std::promise<base::Status> second;
  runner.loop().RunAndWait([&] {
    HttpRequest request = HttpClientRunner::Request(server.Url("/silent"));
    runner.client().Fetch(runner.session(), request, [](Result<HttpResponse>) {});
    request.total_timeout = milliseconds(100);
    runner.client().Fetch(runner.session(), request,
                          [&](Result<HttpResponse> result) { second.set_value(result.status()); });
  });
  EXPECT_EQ(second.get_future().get().reason(), "limit_reached");
}

TEST(HttpClientBounds, EndlessBodiesTakeNoTurns) {
  BadHttpServer server;
  server.On("/live", support::Endless("bytes", milliseconds(1)));
  server.On("/a", support::Answer(200, {}, "a"));
  HttpClientRunner runner({.max_requests = 1});
  std::promise<void> flows;
  runner.loop().RunAndWait([&] {
    HttpRequest request = HttpClientRunner::Request(server.Url("/live"));
    request.total_timeout = milliseconds(0);
    runner.client().Fetch(
        runner.session(), request, [](Result<HttpResponse>) {},
        [&, first = true](media::ByteView) mutable {
          if (std::exchange(first, false)) flows.set_value();
          return true;
        });
  });
  ASSERT_EQ(flows.get_future().wait_for(base::seconds(5)), std::future_status::ready);
  EXPECT_TRUE(runner.Get(server.Url("/a")).ok());
}

TEST(HttpClientBounds, ABodyMadeEndlessGivesItsTurnAndItsDeadlineBack) {
  BadHttpServer server;
  server.On("/live", support::Endless("bytes", milliseconds(1)));
  server.On("/a", support::Answer(200, {}, "a"));
  HttpClientRunner runner({.max_requests = 1});
  std::promise<void> flows;
  bool ended = false;
  runner.loop().RunAndWait([&] {
    HttpRequest request = HttpClientRunner::Request(server.Url("/live"));
    request.total_timeout = milliseconds(300);
    auto id = std::make_shared<HttpClient::RequestId>();
    const base::SteadyTime since = std::chrono::steady_clock::now();
    *id = runner.client().Fetch(
        runner.session(), request, [&](Result<HttpResponse>) { ended = true; },
        [&, id, since, told = false](media::ByteView) mutable {
          runner.client().MakeEndless(*id, base::seconds(1));
          const bool late = std::chrono::steady_clock::now() - since > milliseconds(500);
          if (late && !std::exchange(told, true)) flows.set_value();
          return true;
        });
  });
  EXPECT_TRUE(runner.Get(server.Url("/a")).ok());
  EXPECT_EQ(flows.get_future().wait_for(base::seconds(5)), std::future_status::ready);
  runner.loop().RunAndWait([&] { EXPECT_FALSE(ended); });
}

TEST(HttpClientBounds, PrivateAddressesCanBeDenied) {
  BadHttpServer server;
  server.On("/a", support::Answer(200, {}, "a"));
  HttpClientRunner runner({.deny_private_addresses = true});
  EXPECT_EQ(runner.Get(server.Url("/a")).status().reason(), "unsupported");
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace vedette::net
