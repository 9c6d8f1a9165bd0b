#include "engine/media/av_errors.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "engine/media/av_handles.h"

namespace vedette::media {
namespace {

struct ErrorCase {
  int error;
  const char* said;
  base::Code code;
  const char* reason;
};

TEST(AvErrorsTest, GivesTheClassesOfTheCatalogue) {
  using base::Code;
  const ErrorCase cases[] = {
      {AVERROR_EOF, "", Code::kOutOfRange, "eof"},
      {AVERROR(EIO), "", Code::kUnavailable, "eof"},
      {AVERROR(EIO), "tcp: Failed to resolve hostname nowhere.invalid: Name or service not known",
       Code::kUnavailable, "dns"},
      {AVERROR(EIO),
       "tcp: Failed to resolve hostname a.invalid: Name or service not known; rtmp: Cannot open "
       "connection tcp://a.invalid:1935",
       Code::kUnavailable, "dns"},
      {AVERROR(EIO), "srt: Connection to srt://127.0.0.1:9 failed: Input/output error",
       Code::kUnavailable, "tcp_refused"},
      {AVERROR(EIO), "tls: error in the handshake", Code::kUnavailable, "tls"},
      {AVERROR(ECONNREFUSED), "", Code::kUnavailable, "tcp_refused"},
      {AVERROR(ETIMEDOUT), "tcp: Connection to tcp://10.0.0.1:80 failed: Connection timed out",
       Code::kDeadlineExceeded, "tcp_timeout"},
      {AVERROR(ETIMEDOUT), "", Code::kDeadlineExceeded, "io_timeout"},
      {AVERROR_EXIT, "", Code::kDeadlineExceeded, "io_timeout"},
      {AVERROR(ECONNRESET), "", Code::kUnavailable, "eof"},
      {AVERROR_HTTP_UNAUTHORIZED, "", Code::kPermissionDenied, "http_401_403"},
      {AVERROR_HTTP_FORBIDDEN, "", Code::kPermissionDenied, "http_401_403"},
      {AVERROR_HTTP_NOT_FOUND, "", Code::kNotFound, "http_404_410"},
      {AVERROR_HTTP_OTHER_4XX, "http: HTTP error 410 Gone", Code::kNotFound, "http_404_410"},
      {AVERROR_HTTP_OTHER_4XX, "http: HTTP error 429 Too Many Requests", Code::kResourceExhausted,
       "http_429"},
      {AVERROR_HTTP_OTHER_4XX, "http: HTTP error 451 Unavailable", Code::kPermissionDenied,
       "http_451"},
      {AVERROR_HTTP_OTHER_4XX, "http: HTTP error 418 I'm a teapot", Code::kFailedPrecondition,
       "http_4xx"},
      {AVERROR_HTTP_SERVER_ERROR, "", Code::kUnavailable, "http_5xx"},
      {AVERROR_INVALIDDATA, "", Code::kUnavailable, "invalid_data"},
      {AVERROR_PROTOCOL_NOT_FOUND, "", Code::kUnimplemented, "unsupported"},
      {AVERROR(EINVAL), "Format not on whitelist 'x'", Code::kUnimplemented, "unsupported"},
      {AVERROR(ENOMEM), "", Code::kInternal, "local_fault"},
  };
  for (const ErrorCase& c : cases) {
    const base::Status status = FromAvError(c.error, c.said);
    EXPECT_EQ(status.reason(), c.reason) << c.error << " " << c.said;
    EXPECT_EQ(status.code(), c.code) << c.error << " " << c.said;
    EXPECT_EQ(status.native(), c.error);
  }
}

TEST(AvErrorsTest, TellsAbortFromDeadline) {
  Interrupt interrupt;
  EXPECT_EQ(FromAvError(AVERROR(EIO), "", &interrupt).reason(), "eof");
  {
    const Interrupt::Armed armed(interrupt, base::Deadline(base::SteadyTime()));
    EXPECT_TRUE(interrupt.ShouldStop(base::SteadyTime() + base::seconds(1)));
    EXPECT_EQ(FromAvError(AVERROR(EIO), "", &interrupt).reason(), "io_timeout");
  }
  interrupt.Abort();
  const base::Status aborted = FromAvError(AVERROR_EXIT, "", &interrupt);
  EXPECT_EQ(aborted.reason(), "aborted");
  EXPECT_EQ(aborted.code(), base::Code::kCancelled);
}

}  // namespace
}  // namespace vedette::media
