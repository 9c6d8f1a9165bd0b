#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "engine/net/http_client.h"
#include "tests/support/http_client_runner.h"
#include "tests/support/nginx_server.h"

namespace vedette::net {
namespace {

using base::Result;
using support::HttpClientRunner;
using support::NginxServer;

std::string Text(const Result<HttpResponse>& answer) {
  if (!answer.ok()) return answer.status().ToString();
  return {answer->body.begin(), answer->body.end()};
}

// Against a real nginx with TLS, its certificate trusted.
class HttpClientTlsTest : public ::testing::Test {
 protected:
  HttpClientTlsTest() { setenv("SSL_CERT_FILE", server_.certificate().c_str(), 1); }
  ~HttpClientTlsTest() override { unsetenv("SSL_CERT_FILE"); }
  void SetUp() override { ASSERT_TRUE(server_.running()) << server_.Log(); }

  NginxServer server_{"location /protocol { return 200 \"$server_protocol\"; }",
                      NginxServer::Mode::kTlsAndHttp2};
};

TEST_F(HttpClientTlsTest, SpeaksHttp2WhereOffered) {
  HttpClientRunner runner;
  const Result<HttpResponse> answer = runner.Get(server_.Url("/protocol"));
  EXPECT_EQ(Text(answer), "HTTP/2.0");
  EXPECT_GT(answer->timings.tls.count(), 0);
  const Result<HttpResponse> second = runner.Get(server_.Url("/protocol"));
  EXPECT_EQ(second->timings.tls.count(), 0);
}

TEST_F(HttpClientTlsTest, TakesUpTheTlsSessionOnANewConnection) {
  // Not with HTTP/2: there libcurl 7.88 shakes hands anew (so does its command line).
  NginxServer server(
      "location / { keepalive_timeout 0; return 200 \"$ssl_session_reused $server_protocol\"; }",
      NginxServer::Mode::kTls);
  ASSERT_TRUE(server.running()) << server.Log();
  setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
  HttpClientRunner runner;
  EXPECT_EQ(Text(runner.Get(server.Url("/"))), ". HTTP/1.1");
  EXPECT_EQ(Text(runner.Get(server.Url("/"))), "r HTTP/1.1");
  runner.NewSession();
  EXPECT_EQ(Text(runner.Get(server.Url("/"))), ". HTTP/1.1");
}

TEST_F(HttpClientTlsTest, RefusesACertificateThatNobodyVouchesFor) {
  unsetenv("SSL_CERT_FILE");
  HttpClientRunner runner;
  EXPECT_EQ(runner.Get(server_.Url("/protocol")).status().reason(), "tls");
}

TEST_F(HttpClientTlsTest, RefusesACertificateOfAnotherName) {
  HttpClientRunner runner;
  const std::string url = "https://127.0.0.1:" + std::to_string(server_.port()) + "/protocol";
  EXPECT_EQ(runner.Get(url).status().reason(), "tls");
}

TEST_F(HttpClientTlsTest, RefusesTlsFromAPlainServer) {
  NginxServer plain("", NginxServer::Mode::kPlain);
  ASSERT_TRUE(plain.running()) << plain.Log();
  HttpClientRunner runner;
  const std::string url = "https://localhost:" + std::to_string(plain.port()) + "/";
  EXPECT_EQ(runner.Get(url).status().reason(), "tls");
}

}  // namespace
}  // namespace vedette::net
