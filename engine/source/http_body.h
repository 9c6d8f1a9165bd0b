#pragma once

#include <utility>

#include "engine/base/status.h"
#include "engine/net/http_client.h"

namespace vedette::source {

// Receives the body of an HttpBody. Called on the loop's thread.
class HttpBodySink {
 public:
  virtual ~HttpBodySink() = default;
  // False: no more is wanted; the end comes with kCancelled.
  virtual bool OnBody(media::ByteView bytes) = 0;
  // Nothing follows.
  virtual void OnBodyEnd(base::Result<net::HttpResponse> result) = 0;
};

// One GET whose body can be handed over, under way, from the one who looked at its beginning to the
// one who reads on: so that a server that serves one connection is asked once. Confined to the
// loop's thread, destruction included (which cancels; from inside
// OnBodyEnd, but not from inside OnBody).
class HttpBody {
 public:
  HttpBody(net::HttpClient& client, net::HttpRequest request, HttpBodySink& sink);
  ~HttpBody();
  HttpBody(const HttpBody&) = delete;
  HttpBody& operator=(const HttpBody&) = delete;

  // `sink` gets all that has not been handed over yet, the end too.
  void SetSink(HttpBodySink& sink) { sink_ = &sink; }
  void Pause(bool paused) { client_.Pause(request_, paused); }
  void MakeEndless(base::milliseconds stall_timeout) {
    client_.MakeEndless(request_, stall_timeout);
  }
  // The cookies it brought; after its end.
  net::HttpSessionPtr TakeSession() { return std::move(session_); }

 private:
  net::HttpClient& client_;
  HttpBodySink* sink_;
  net::HttpSessionPtr session_;
  net::HttpClient::RequestId request_ = 0;
};

}  // namespace vedette::source
