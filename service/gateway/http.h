// The room service/gateway: the HTTP side of the daemon. One server (Boost.Beast, in .cc files
// only), one transcoder that turns requests into calls of the gRPC API through an in-process
// channel, driven by the google.api.http options of the linked descriptors, and the few pages that
// are no API (`/`, `/livez`, `/readyz`, `/metrics`). It uses service/rpc; service/app builds it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vedette::gateway {

// One request as it was read. Value.
struct HttpRequest {
  std::string method;  // "GET"; HEAD is told as HEAD
  std::string path;    // as written, without the query
  std::string query;   // as written, without '?'
  std::string authorization;
  std::string accept;
  std::string last_event_id;
  std::string origin;
  std::string host;
  std::string body;
  std::string peer;  // of the connection, "ip:port"
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// One answer. Value.
struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Headers headers{};  // more of them
};

// Work on one request that goes on after Handle. Its methods are called by the connection, one at a
// time.
class Exchange {
 public:
  virtual ~Exchange() = default;
  // A stream's last piece was taken by the client: the next one is wanted.
  virtual void Pull() = 0;
  // The client is gone, or does not take what it gets. Nothing need be said any more.
  virtual void Cancel() = 0;
};

// Where the answer goes: either one Send, or Begin, pieces and End. Any thread may call, one call
// at a time and one after the other; calls do not block. A piece is sent only after Pull.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void Send(HttpResponse response) = 0;
  // Status and headers of a stream; its body is ignored. Followed by one Piece or End.
  virtual void Begin(HttpResponse head) = 0;
  virtual void Piece(std::string bytes) = 0;
  virtual void End() = 0;
};

// What the server asks for every request.
class Handler {
 public:
  virtual ~Handler() = default;
  // Must not block. The answer may come before this returns. Null when nothing goes on.
  virtual std::shared_ptr<Exchange> Handle(HttpRequest request,
                                           std::shared_ptr<Responder> responder) = 0;
};

}  // namespace vedette::gateway
