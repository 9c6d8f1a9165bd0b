#include "engine/net/http_transfer.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

#include "engine/base/url.h"
#include "engine/net/address.h"
#include "engine/net/http_errors.h"

namespace vedette::net {
namespace {

using base::Code;
using base::milliseconds;
using base::Status;
using base::SteadyTime;

constexpr size_t kErrorBodyBytes = 64 << 10;
constexpr size_t kMaxHeaderBytes = 256 << 10;
// Endless bodies and playlists come in small pieces; segments are worth a larger buffer.
constexpr long kSmallBuffer = 16 << 10;
constexpr long kSegmentBuffer = 64 << 10;

SteadyTime Now() { return std::chrono::steady_clock::now(); }

std::string HostKey(const std::string& text) {
  const base::Result<base::Url> url = base::ParseUrl(text);
  if (!url.ok()) return text;
  return url->scheme + "://" + url->host + ":" + std::to_string(url->port);
}

// Playlists in the field have spaces in their URIs; players send them encoded.
std::string EncodeSpaces(std::string_view url) {
  std::string encoded;
  encoded.reserve(url.size());
  for (const char c : url) {
    if (c == ' ') {
      encoded += "%20";
    } else {
      encoded += c;
    }
  }
  return encoded;
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return std::iscntrl(static_cast<unsigned char>(c)) && c != '\t';
  });
}

std::string InMilliseconds(milliseconds span) { return std::to_string(span.count()) + " ms"; }

std::string Header(CURL* easy, const char* name) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return "";
  return header->value;
}

bool StartsWithNoCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         strncasecmp(text.data(), prefix.data(), prefix.size()) == 0;
}

}  // namespace

HttpTransfer::HttpTransfer(HttpSession& session, HttpRequest request,
                           HttpClient::Done done_callback, HttpClient::OnData on_data)
    : done(std::move(done_callback)),
      session_(session),
      request_(std::move(request)),
      on_data_(std::move(on_data)),
      host_(HostKey(request_.url)),
      begun_(Now()) {}

void HttpTransfer::MakeEndless(milliseconds stall_timeout) {
  request_.total_timeout = milliseconds(0);
  request_.stall_timeout = stall_timeout;
}

Status HttpTransfer::SetHeaders() {
  auto headers = request_.headers;
  if (!request_.etag.empty()) headers.emplace_back("If-None-Match", request_.etag);
  if (!request_.last_modified.empty()) {
    headers.emplace_back("If-Modified-Since", request_.last_modified);
  }
  for (const auto& [name, value] : headers) {
    if (name.empty() || name.find(':') != std::string::npos || HasControlCharacter(name) ||
        HasControlCharacter(value)) {
      return base::InvalidArgument("local_fault", "a request header holds a control character");
    }
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) return base::Internal("out of memory");
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
  return Status::Ok();
}

void HttpTransfer::SetLimits(const HttpClientOptions& options) {
  CURL* const easy = easy_.get();
  deny_private_ = options.deny_private_addresses;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, static_cast<long>(request_.max_redirects));
  // libcurl shares it out among the addresses of a host, which our own deadline can't.
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(request_.connect_timeout.count()));
  // Without it, dropping a transfer whose name is being looked up waits for the resolver thread.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE,
                   on_data_ != nullptr || request_.accept_gzip ? kSmallBuffer : kSegmentBuffer);
}

Status HttpTransfer::Begin(CurlEasyPtr easy_handle, const HttpClientOptions& options,
                           const std::string& ca_file, SteadyTime now) {
  easy_ = std::move(easy_handle);
  CURL* const easy = easy_.get();
  VEDETTE_RETURN_IF_ERROR(SetHeaders());
  SetLimits(options);
  buffers_ = options.buffers;
  curl_easy_setopt(easy, CURLOPT_URL, EncodeSpaces(request_.url).c_str());
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_SHARE, session_.share());
  curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");  // cookies on, none from a file
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "Vedette/0.1");
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_.data());
  if (request_.accept_gzip) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  if (request_.range) {
    const auto [first, length] = *request_.range;
    const std::string range = std::to_string(first) + "-" + std::to_string(first + length - 1);
    curl_easy_setopt(easy, CURLOPT_RANGE, range.c_str());
  }
  if (!ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &OnRequestSent);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &OnTlsBegin);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  phase_ = Phase::kConnecting;
  begun_ = total_begun_ = last_byte_ = now;
  return Status::Ok();
}

CurlEasyPtr HttpTransfer::Release() {
  // Before the share goes, so that its cookies stay; curl_easy_reset of 7.88 leaks the name.
  curl_easy_setopt(easy_.get(), CURLOPT_COOKIEFILE, nullptr);
  curl_easy_setopt(easy_.get(), CURLOPT_SHARE, nullptr);
  curl_easy_reset(easy_.get());
  return std::move(easy_);
}

// ---- libcurl's callbacks

curl_socket_t HttpTransfer::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.socket_opened_ = true;
  if (transfer.deny_private_ && IsPrivateAddress(address->addr)) {
    transfer.denied_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                address->protocol);
}

CURLcode HttpTransfer::OnTlsBegin(CURL*, void*, void* self) {
  static_cast<HttpTransfer*>(self)->tls_begun_ = true;
  return CURLE_OK;
}

int HttpTransfer::OnRequestSent(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.phase_ = Phase::kWaiting;
  transfer.begun_ = Now();
  return CURL_PREREQFUNC_OK;
}

size_t HttpTransfer::OnHeader(char* data, size_t, size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const std::string_view line(data, count);
  const SteadyTime now = Now();
  transfer.last_byte_ = now;
  if (StartsWithNoCase(line, "http/")) {
    transfer.phase_ = Phase::kReceiving;
    transfer.header_bytes_ = 0;
    transfer.location_seen_ = false;
  }
  if (StartsWithNoCase(line, "location:")) transfer.location_seen_ = true;
  transfer.header_bytes_ += count;
  if (transfer.aborted_ || transfer.header_bytes_ > kMaxHeaderBytes) {
    transfer.too_large_ = !transfer.aborted_;
    return 0;
  }
  if (line == "\r\n" || line == "\n") {
    const curl_off_t status = transfer.Info(CURLINFO_RESPONSE_CODE);
    if (status >= 300 && status < 400 && transfer.location_seen_) {
      transfer.phase_ = Phase::kConnecting;
      transfer.begun_ = now;
      transfer.socket_opened_ = transfer.tls_begun_ = false;
    }
  }
  return count;
}

size_t HttpTransfer::OnBody(char* data, size_t, size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  if (transfer.aborted_) return 0;
  if (transfer.paused_) {
    transfer.curl_paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  transfer.last_byte_ = Now();
  return transfer.Take({reinterpret_cast<const uint8_t*>(data), count}) ? count : 0;
}

bool HttpTransfer::Take(media::ByteView data) {
  const curl_off_t status = Info(CURLINFO_RESPONSE_CODE);
  if (on_data_ != nullptr && status < 300) {
    if (!on_data_(data)) aborted_ = true;
    return !aborted_;
  }
  const bool error = on_data_ != nullptr || status >= 400;
  const size_t limit = error ? kErrorBodyBytes : static_cast<size_t>(request_.max_bytes);
  if (body_.empty()) {
    const curl_off_t announced = Info(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
    if (announced > 0) {
      too_large_ = !error && static_cast<size_t>(announced) > limit;
      if (too_large_) return false;
      const size_t size = std::min(limit, static_cast<size_t>(announced));
      if (buffers_ != nullptr) {
        body_ = buffers_->Take(size);
      } else {
        body_.reserve(size);
      }
    }
  }
  const size_t room = limit - body_.size();
  if (data.size() > room) (error ? cut_ : too_large_) = true;
  if (too_large_) return false;
  const media::ByteView kept = data.first(std::min(data.size(), room));
  body_.insert(body_.end(), kept.begin(), kept.end());
  return !cut_;
}

bool HttpTransfer::SetPaused(bool paused, SteadyTime now) {
  paused_ = paused;
  if (paused) return false;
  last_byte_ = now;
  return std::exchange(curl_paused_, false);
}

// ---- deadlines

SteadyTime HttpTransfer::PhaseDeadline() const {
  switch (phase_) {
    case Phase::kQueued:
      return begun_ + (request_.total_timeout.count() > 0
                           ? request_.total_timeout
                           : request_.connect_timeout + request_.first_byte_timeout);
    case Phase::kConnecting:
      return begun_ + request_.connect_timeout;
    case Phase::kWaiting:
      return begun_ + request_.first_byte_timeout;
    case Phase::kReceiving:
      return paused_ ? SteadyTime::max() : last_byte_ + request_.stall_timeout;
  }
  return SteadyTime::max();
}

SteadyTime HttpTransfer::NextLook(SteadyTime now) const {
  if (phase_ == Phase::kQueued) return PhaseDeadline();
  const milliseconds shortest =
      std::min({request_.connect_timeout, request_.first_byte_timeout, request_.stall_timeout});
  SteadyTime look = std::min(PhaseDeadline(), now + std::max(shortest, milliseconds(1)));
  if (request_.total_timeout.count() > 0) {
    look = std::min(look, total_begun_ + request_.total_timeout);
  }
  return look;
}

Status HttpTransfer::Expired(SteadyTime now) const {
  if (now >= PhaseDeadline()) {
    switch (phase_) {
      case Phase::kQueued:
        return Fail("limit_reached", "waited too long for its turn at this host");
      case Phase::kConnecting: {
        const std::string within = " within " + InMilliseconds(request_.connect_timeout);
        if (!socket_opened_) return Fail("dns", "the name was not resolved" + within);
        if (tls_begun_) {
          return Fail("tls", "the TLS handshake was not done" + within);
        }
        return Fail("tcp_timeout", "not connected" + within);
      }
      case Phase::kWaiting:
        return Fail("io_timeout",
                    "no answer within " + InMilliseconds(request_.first_byte_timeout));
      case Phase::kReceiving:
        return Fail("io_timeout", "no byte for " + InMilliseconds(request_.stall_timeout));
    }
  }
  if (phase_ != Phase::kQueued && request_.total_timeout.count() > 0 &&
      now >= total_begun_ + request_.total_timeout) {
    return Fail("io_timeout", "not complete within " + InMilliseconds(request_.total_timeout));
  }
  return Status::Ok();
}

Status HttpTransfer::Fail(std::string reason, std::string message) const {
  const Code code = reason == "limit_reached" ? Code::kResourceExhausted : Code::kDeadlineExceeded;
  return Status(code, std::move(reason), std::move(message)).Wrap(base::RedactUrl(request_.url));
}

// ---- the answer

curl_off_t HttpTransfer::Info(CURLINFO info) const {
  if ((info & CURLINFO_TYPEMASK) == CURLINFO_LONG) {
    long value = 0;
    curl_easy_getinfo(easy_.get(), info, &value);
    return value;
  }
  curl_off_t value = 0;
  curl_easy_getinfo(easy_.get(), info, &value);
  return value;
}

void HttpTransfer::FillTimings(HttpTimings& timings) const {
  using base::microseconds;
  if (Info(CURLINFO_NUM_CONNECTS) > 0) {
    const curl_off_t dns = Info(CURLINFO_NAMELOOKUP_TIME_T);
    const curl_off_t tcp = Info(CURLINFO_CONNECT_TIME_T);
    const curl_off_t tls = Info(CURLINFO_APPCONNECT_TIME_T);
    timings.dns = microseconds(dns);
    timings.tcp = microseconds(std::max<curl_off_t>(0, tcp - dns));
    timings.tls = microseconds(std::max<curl_off_t>(0, tls > 0 ? tls - tcp : 0));
  }
  timings.first_byte = microseconds(Info(CURLINFO_STARTTRANSFER_TIME_T));
  timings.total = microseconds(Info(CURLINFO_TOTAL_TIME_T));
}

base::Result<HttpResponse> HttpTransfer::Finish(CURLcode code) {
  CURL* const easy = easy_.get();
  const auto with_url = [this](const Status& status) {
    return status.Wrap(base::RedactUrl(request_.url));
  };
  if (aborted_) return Status(Code::kCancelled, "", "ended by its receiver");
  if (too_large_) {
    return with_url(Status(Code::kDataLoss, "invalid_data",
                           "the answer is longer than " + std::to_string(request_.max_bytes) +
                               " bytes, or its headers are"));
  }
  if (denied_ && code == CURLE_COULDNT_CONNECT) {
    return with_url(Status(Code::kPermissionDenied, "unsupported",
                           "its address is private, and those are not allowed"));
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    const Status expired = Expired(begun_ + request_.connect_timeout);
    if (!expired.ok()) return expired;
  }
  if (code != CURLE_OK && !(cut_ && code == CURLE_WRITE_ERROR)) {
    return with_url(CurlStatus(code, phase_ != Phase::kConnecting,
                               static_cast<long>(Info(CURLINFO_OS_ERRNO)), error_.data()));
  }
  HttpResponse response;
  response.status = static_cast<int>(Info(CURLINFO_RESPONSE_CODE));
  char* text = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &text) == CURLE_OK && text != nullptr) {
    response.effective_url = text;
  }
  text = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &text) == CURLE_OK && text != nullptr) {
    response.content_type = text;
  }
  response.etag = Header(easy, "ETag");
  response.last_modified = Header(easy, "Last-Modified");
  response.date = Header(easy, "Date");
  if (!Header(easy, "Retry-After").empty()) {
    response.retry_after = base::seconds(Info(CURLINFO_RETRY_AFTER));
  }
  const curl_off_t length = Info(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
  if (length >= 0) response.content_length = length;
  text = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &text) == CURLE_OK && text != nullptr) {
    const std::string ip = text;
    response.remote_address = (ip.find(':') == std::string::npos ? ip : "[" + ip + "]") + ":" +
                              std::to_string(Info(CURLINFO_PRIMARY_PORT));
  }
  FillTimings(response.timings);
  response.body = std::move(body_);
  return response;
}

}  // namespace vedette::net
