#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/byte_pool.h"
#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/net/event_loop.h"

namespace vedette::net {

// Phase timings of one request, from its start. Zero where a phase did not happen (a connection
// was reused).
struct HttpTimings {
  base::microseconds dns{0};
  base::microseconds tcp{0};
  base::microseconds tls{0};
  base::microseconds first_byte{0};
  base::microseconds total{0};
};

struct HttpRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string etag;                                  // If-None-Match, "" = not sent
  std::string last_modified;                         // If-Modified-Since, "" = not sent
  std::optional<std::pair<int64_t, int64_t>> range;  // first byte, length
  bool accept_gzip = false;                          // playlists
  base::milliseconds connect_timeout{5000};
  base::milliseconds first_byte_timeout{10000};
  base::milliseconds total_timeout{
      30000};  // 0 = endless body (progressive TS), then stall_timeout counts
  base::milliseconds stall_timeout{10000};  // no byte for this long
  int64_t max_bytes = 64 << 20;             // a longer body is refused; ignored with `on_data`
  int max_redirects = 8;
};

struct HttpResponse {
  int status = 0;             // 200, 206, 304, 404; 0 when there was no answer
  std::string effective_url;  // after redirects: the base of relative URIs
  std::string content_type;
  std::string etag;
  std::string last_modified;
  std::string date;  // as the server wrote it
  std::optional<base::seconds> retry_after;
  std::optional<int64_t> content_length;  // as announced
  media::Bytes body;
  HttpTimings timings;
  std::string remote_address;  // "127.0.0.1:8080"
};

// What stays with one stream over its requests: cookies and TLS sessions. Confined to its loop.
class HttpSession;
struct HttpSessionDeleter {
  void operator()(HttpSession* session) const;
};
using HttpSessionPtr = std::unique_ptr<HttpSession, HttpSessionDeleter>;

struct HttpClientOptions {
  // Requests under way at once; further ones wait for their turn, and their deadlines with them.
  // Endless bodies are not counted, as each needs a connection for as long as its stream runs.
  int max_requests_per_host = 64;
  int max_requests = 512;
  bool deny_private_addresses = false;  // checked after name resolution and after each redirect
  base::BytePool* buffers = nullptr;    // for bodies; null: the heap. Outlives the client.
};

// HTTP(S) over one libcurl multi handle driven by an event loop: keep-alive connections and the DNS
// cache are shared by all streams of the loop, HTTP/1.1 or 2, a bound on requests per host and in
// total. The proxy variables of the environment (http_proxy, no_proxy, ...) and SSL_CERT_FILE hold.
// Confined to its loop's thread, destruction included; not to be destroyed from inside a callback.
//
// Redirects stay within http and https. To another host the request's headers go along, except
// `Authorization` and `Cookie`, and except user info of the URL.
class HttpClient {
 public:
  // Called once, on the loop, never from inside Fetch. A failed Result carries one of checks.md's
  // error classes as its reason: dns, tcp_refused, tcp_timeout, tls, redirect_loop, eof (the body
  // ended before its announced length, then with kDataLoss, or the connection broke), io_timeout,
  // invalid_data (max_bytes exceeded, broken encoding, not HTTP), unsupported (redirect to another
  // scheme, denied address), limit_reached (waited too long for its turn), local_fault. An HTTP
  // error status is an answer, not a failure: see HttpErrorClass; of its body 64 KiB are kept.
  using Done = std::function<void(base::Result<HttpResponse>)>;
  // Body bytes of a good answer (2xx) as they arrive, for endless bodies; `body` stays empty then.
  // False ends the request: Done gets kCancelled.
  using OnData = std::function<bool(media::ByteView)>;
  using RequestId = uint64_t;

  explicit HttpClient(EventLoop& loop, HttpClientOptions options = {});
  ~HttpClient();  // cancels what is under way
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpSessionPtr NewSession();
  // `session` must outlive the request; of one cancelled from inside an OnData, the loop's next
  // turn.
  RequestId Fetch(HttpSession& session, HttpRequest request, Done done, OnData on_data = nullptr);
  // Its Done will not be called. Unknown ids are ignored.
  void Cancel(RequestId request);
  // Stops reading the body, so that the sender has to wait, or goes on with it. While paused only
  // the total deadline counts. Unknown ids are ignored.
  void Pause(RequestId request, bool paused);
  // The body under way turned out to have no end: the total deadline is lifted, `stall_timeout`
  // holds instead of the request's, and it is not counted in the bounds any more. Also from inside
  // an OnData. Unknown ids are ignored.
  void MakeEndless(RequestId request, base::milliseconds stall_timeout);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// "http_401_403", "http_404_410", "http_429", "http_451", "http_4xx", "http_5xx"; "" below 400.
std::string HttpErrorClass(int status);

}  // namespace vedette::net
