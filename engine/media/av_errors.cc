#include "engine/media/av_errors.h"

#include <cerrno>
#include <string>

#include "engine/media/av_handles.h"

namespace vedette::media {
namespace {

using base::Code;

struct Class {
  Code code;
  const char* reason;
};

bool Says(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

Class HttpClass(std::string_view said) {
  if (Says(said, " 429 ")) return {Code::kResourceExhausted, "http_429"};
  if (Says(said, " 451 ")) return {Code::kPermissionDenied, "http_451"};
  if (Says(said, " 410 ")) return {Code::kNotFound, "http_404_410"};
  return {Code::kFailedPrecondition, "http_4xx"};
}

// By the number alone where it says enough.
Class ByNumber(int error, std::string_view said) {
  switch (error) {
    case AVERROR_EOF:
      return {Code::kOutOfRange, "eof"};
    case AVERROR(ECONNREFUSED):
      return {Code::kUnavailable, "tcp_refused"};
    case AVERROR(ETIMEDOUT):
      // The word is tcp.c's, when the handshake gave up; later it is a read that did.
      if (Says(said, "Connection to ")) return {Code::kDeadlineExceeded, "tcp_timeout"};
      return {Code::kDeadlineExceeded, "io_timeout"};
    case AVERROR(EHOSTUNREACH):
    case AVERROR(ENETUNREACH):
      return {Code::kUnavailable, "tcp_timeout"};
    case AVERROR(ECONNRESET):
    case AVERROR(EPIPE):
      return {Code::kUnavailable, "eof"};
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_FORBIDDEN:
      return {Code::kPermissionDenied, "http_401_403"};
    case AVERROR_HTTP_NOT_FOUND:
      return {Code::kNotFound, "http_404_410"};
    case AVERROR_HTTP_BAD_REQUEST:
      return {Code::kFailedPrecondition, "http_4xx"};
    case AVERROR_HTTP_OTHER_4XX:
      return HttpClass(said);
    case AVERROR_HTTP_SERVER_ERROR:
      return {Code::kUnavailable, "http_5xx"};
    case AVERROR_PROTOCOL_NOT_FOUND:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
    case AVERROR(EPROTONOSUPPORT):
    case AVERROR(ENOSYS):
      return {Code::kUnimplemented, "unsupported"};
    case AVERROR(ENOENT):
      return {Code::kNotFound, "http_404_410"};
    case AVERROR(ENOMEM):
    case AVERROR(EMFILE):
    case AVERROR(ENFILE):
    case AVERROR(EACCES):
    case AVERROR(EADDRINUSE):
      return {Code::kInternal, "local_fault"};
    case AVERROR(EIO):
      return {Code::kUnavailable, "eof"};
    default:
      return {Code::kUnavailable, "invalid_data"};
  }
}

Class ClassOf(int error, std::string_view said) {
  if (Says(said, "max_streams")) return {Code::kResourceExhausted, "limit_reached"};
  if (Says(said, "not on whitelist")) return {Code::kUnimplemented, "unsupported"};
  if (Says(said, "Failed to resolve hostname")) return {Code::kUnavailable, "dns"};
  if (error == AVERROR(EIO) || error == AVERROR_UNKNOWN || error == AVERROR(EINVAL)) {
    if (Says(said, "tls: ")) return {Code::kUnavailable, "tls"};
  }
  // libsrt's reasons for a failed handshake do not come through.
  if (error == AVERROR(EIO) && Says(said, "srt: Connection to ")) {
    return {Code::kUnavailable, "tcp_refused"};
  }
  return ByNumber(error, said);
}

// What libav says of a format that is not among ours holds the names of all that are. Its own name
// stands before.
std::string WithoutFormats(std::string_view said) {
  constexpr std::string_view kWords = ": Format not on whitelist";
  const size_t words = said.find(kWords);
  if (words == std::string_view::npos) return std::string(said);
  const size_t before = said.substr(0, words).rfind(' ');
  const size_t name = before == std::string_view::npos ? 0 : before + 1;
  return "looks like " + std::string(said.substr(name, words - name)) + ", which is not read here";
}

}  // namespace

base::Status FromAvError(int error, std::string_view said, const Interrupt* interrupt) {
  if (interrupt != nullptr && interrupt->aborted()) {
    return {Code::kCancelled, "aborted", "given up by us", error};
  }
  if (error == AVERROR_EXIT || (interrupt != nullptr && interrupt->timed_out())) {
    return {Code::kDeadlineExceeded, "io_timeout", "no answer in time", error};
  }
  const Class found = ClassOf(error, said);
  char text[AV_ERROR_MAX_STRING_SIZE] = "";
  av_strerror(error, text, sizeof(text));
  std::string message = text;
  if (!said.empty()) message.append(" (").append(WithoutFormats(said)).append(")");
  return {found.code, found.reason, std::move(message), error};
}

}  // namespace vedette::media
