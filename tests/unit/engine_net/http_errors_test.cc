#include "engine/net/http_errors.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "engine/net/http_client.h"

namespace vedette::net {
namespace {

TEST(HttpErrorClass, IsEmptyForGoodAnswers) {
  for (const int status : {0, 200, 206, 301, 304, 399}) EXPECT_EQ(HttpErrorClass(status), "");
}

TEST(HttpErrorClass, NamesTheClass) {
  const std::pair<int, const char*> cases[] = {
      {400, "http_4xx"},     {401, "http_401_403"}, {403, "http_401_403"}, {404, "http_404_410"},
      {410, "http_404_410"}, {418, "http_4xx"},     {429, "http_429"},     {451, "http_451"},
      {499, "http_4xx"},     {500, "http_5xx"},     {503, "http_5xx"},     {599, "http_5xx"}};
  for (const auto& [status, expected] : cases)
    EXPECT_EQ(HttpErrorClass(status), expected) << status;
}

TEST(CurlStatus, OkIsOk) { EXPECT_TRUE(CurlStatus(CURLE_OK, true, 0, "").ok()); }

TEST(CurlStatus, NamesTheClass) {
  const struct {
    CURLcode code;
    bool answered;
    long os_error;
    const char* reason;
  } cases[] = {
      {CURLE_COULDNT_RESOLVE_HOST, false, 0, "dns"},
      {CURLE_COULDNT_CONNECT, false, ECONNREFUSED, "tcp_refused"},
      {CURLE_COULDNT_CONNECT, false, ETIMEDOUT, "tcp_timeout"},
      {CURLE_COULDNT_CONNECT, false, EHOSTUNREACH, "tcp_timeout"},
      {CURLE_COULDNT_CONNECT, false, EMFILE, "local_fault"},
      {CURLE_OPERATION_TIMEDOUT, true, 0, "io_timeout"},
      {CURLE_SSL_CONNECT_ERROR, false, 0, "tls"},
      {CURLE_PEER_FAILED_VERIFICATION, false, 0, "tls"},
      {CURLE_TOO_MANY_REDIRECTS, true, 0, "redirect_loop"},
      {CURLE_PARTIAL_FILE, true, 0, "eof"},
      {CURLE_GOT_NOTHING, true, 0, "eof"},
      {CURLE_RECV_ERROR, true, ECONNRESET, "eof"},
      {CURLE_UNSUPPORTED_PROTOCOL, false, 0, "unsupported"},
      {CURLE_UNSUPPORTED_PROTOCOL, true, 0, "invalid_data"},
      {CURLE_URL_MALFORMAT, false, 0, "unsupported"},
      {CURLE_BAD_CONTENT_ENCODING, true, 0, "invalid_data"},
      {CURLE_OUT_OF_MEMORY, false, 0, "local_fault"},
      {CURLE_INTERFACE_FAILED, false, 0, "local_fault"},
  };
  for (const auto& c : cases) {
    const base::Status status = CurlStatus(c.code, c.answered, c.os_error, "words");
    EXPECT_EQ(status.reason(), c.reason) << c.code;
    EXPECT_EQ(status.native(), static_cast<int>(c.code));
    EXPECT_FALSE(status.message().empty());
  }
}

}  // namespace
}  // namespace vedette::net
