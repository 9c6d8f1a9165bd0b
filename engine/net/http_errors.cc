#include "engine/net/http_errors.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "engine/net/http_client.h"

namespace vedette::net {
namespace {

using base::Code;
using base::Status;

Status ConnectFailure(long os_error, std::string detail, int native) {
  switch (os_error) {
    case ECONNREFUSED:
    case ECONNRESET:
      return {Code::kUnavailable, "tcp_refused", std::move(detail), native};
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EADDRNOTAVAIL:
      return {Code::kResourceExhausted, "local_fault", std::strerror(static_cast<int>(os_error)),
              native};
    default:
      return {Code::kUnavailable, "tcp_timeout", std::move(detail), native};
  }
}

}  // namespace

Status CurlStatus(CURLcode code, bool answered, long os_error, std::string detail) {
  if (detail.empty()) detail = curl_easy_strerror(code);
  const int native = static_cast<int>(code);
  switch (code) {
    case CURLE_OK:
      return Status::Ok();
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {Code::kUnavailable, "dns", std::move(detail), native};
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return ConnectFailure(os_error, std::move(detail), native);
    case CURLE_OPERATION_TIMEDOUT:
      return {Code::kDeadlineExceeded, "io_timeout", std::move(detail), native};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
      return {Code::kUnavailable, "tls", std::move(detail), native};
    case CURLE_TOO_MANY_REDIRECTS:
      return {Code::kUnavailable, "redirect_loop", std::move(detail), native};
    case CURLE_PARTIAL_FILE:
      return {Code::kDataLoss, "eof", std::move(detail), native};
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2_STREAM:
      return {Code::kUnavailable, "eof", std::move(detail), native};
    case CURLE_UNSUPPORTED_PROTOCOL:
      // Also what libcurl says of an answer that does not begin like HTTP/1 or 2.
      if (answered) return {Code::kDataLoss, "invalid_data", "the answer is not HTTP", native};
      return {Code::kInvalidArgument, "unsupported", std::move(detail), native};
    case CURLE_URL_MALFORMAT:
      return {Code::kInvalidArgument, "unsupported", std::move(detail), native};
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_WRITE_ERROR:
      return {Code::kDataLoss, "invalid_data", std::move(detail), native};
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
    case CURLE_READ_ERROR:
    default:
      return {Code::kInternal, "local_fault", std::move(detail), native};
  }
}

std::string HttpErrorClass(int status) {
  if (status < 400) return "";
  if (status >= 500) return "http_5xx";
  switch (status) {
    case 401:
    case 403:
      return "http_401_403";
    case 404:
    case 410:
      return "http_404_410";
    case 429:
      return "http_429";
    case 451:
      return "http_451";
    default:
      return "http_4xx";
  }
}

}  // namespace vedette::net
