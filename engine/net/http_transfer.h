#pragma once

#include <array>
#include <string>

#include "engine/net/curl_handles.h"
#include "engine/net/http_client.h"
#include "engine/net/http_session.h"

namespace vedette::net {

// One request on its way through libcurl: its options, its callbacks, its deadlines, its answer.
// Confined to the loop's thread. HttpClient owns it, and tells it when it holds a handle.
class HttpTransfer {
 public:
  HttpTransfer(HttpSession& session, HttpRequest request, HttpClient::Done done,
               HttpClient::OnData on_data);

  bool endless() const { return on_data_ != nullptr && request_.total_timeout.count() == 0; }
  void MakeEndless(base::milliseconds stall_timeout);
  const std::string& host() const { return host_; }  // "scheme://host:port" as bounds count it

  // Fails for a request that can't be sent (a header with a line break in it).
  base::Status Begin(CurlEasyPtr easy, const HttpClientOptions& options, const std::string& ca_file,
                     base::SteadyTime now);
  CURL* easy() const { return easy_.get(); }
  bool begun() const { return easy_ != nullptr; }
  // The handle, cleaned for its next use.
  CurlEasyPtr Release();

  // When to look at this transfer again; Expired then says whether a deadline has passed. The
  // phases' deadlines begin unseen while data flow, so looks are never further apart than the
  // shortest of them: none is missed.
  base::SteadyTime NextLook(base::SteadyTime now) const;
  base::Status Expired(base::SteadyTime now) const;

  // The outcome, once libcurl is through with it. Moves the body out.
  base::Result<HttpResponse> Finish(CURLcode code);

  // True when libcurl has to be told to go on (curl_easy_pause).
  bool SetPaused(bool paused, base::SteadyTime now);

  // From inside libcurl's callbacks only: the next one ends the transfer.
  void Abort() { aborted_ = true; }
  bool aborted() const { return aborted_; }

  HttpClient::Done done;
  EventLoop::TimerId timer = 0;

 private:
  enum class Phase : uint8_t { kQueued, kConnecting, kWaiting, kReceiving };

  static size_t OnHeader(char* data, size_t size, size_t count, void* self);
  static size_t OnBody(char* data, size_t size, size_t count, void* self);
  static int OnRequestSent(void* self, char*, char*, int, int);
  static CURLcode OnTlsBegin(CURL*, void* context, void* self);
  static curl_socket_t OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address);

  base::Status SetHeaders();
  void SetLimits(const HttpClientOptions& options);
  bool Take(media::ByteView data);
  base::SteadyTime PhaseDeadline() const;
  base::Status Fail(std::string reason, std::string message) const;
  void FillTimings(HttpTimings& timings) const;
  curl_off_t Info(CURLINFO info) const;

  HttpSession& session_;
  HttpRequest request_;
  HttpClient::OnData on_data_;
  std::string host_;
  CurlEasyPtr easy_;
  base::BytePool* buffers_ = nullptr;
  CurlListPtr headers_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  bool deny_private_ = false;

  Phase phase_ = Phase::kQueued;
  base::SteadyTime begun_{};        // of the present phase; queued: of the request
  base::SteadyTime total_begun_{};  // when libcurl got it
  base::SteadyTime last_byte_{};
  bool socket_opened_ = false;  // in this phase: name resolution is over
  bool tls_begun_ = false;      // in this phase: connected
  bool denied_ = false;
  bool location_seen_ = false;
  bool too_large_ = false;
  bool cut_ = false;      // the body of an error answer was left unread beyond its bound
  bool aborted_ = false;  // the receiver wants no more
  bool paused_ = false;
  bool curl_paused_ = false;
  size_t header_bytes_ = 0;
  media::Bytes body_;
};

}  // namespace vedette::net
