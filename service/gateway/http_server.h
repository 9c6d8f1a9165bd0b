#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "service/gateway/http.h"

namespace vedette::gateway {

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;  // 0 = any free one, see HttpServer::port
  int threads = 2;
  // Open connections; one more is told 503 and closed.
  int max_connections = 512;
  uint32_t max_header_bytes = 16 << 10;      // then 431
  uint64_t max_body_bytes = 4 << 20;         // then 413; as gRPC's largest message
  base::milliseconds header_timeout{15000};  // from the connection to the end of the first header
  base::milliseconds idle_timeout{60000};    // the same on a connection that is kept
  base::milliseconds body_timeout{30000};
  base::milliseconds write_timeout{30000};  // for an answer, or one piece of a stream, to be taken
};

// An HTTP/1.1 server with a few threads of its own: reads requests within bounds of size and time,
// has the handler answer them, one at a time on each connection. Synchronised.
class HttpServer {
 public:
  // Listens, and serves from now on. kUnavailable (reason "port") naming address and port when it
  // can't; the port is not shared with another process. `handler` must outlive the server.
  static base::Result<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options,
                                                         Handler& handler);
  ~HttpServer();

  int port() const;
  int connections() const;
  // Answers given, by status.
  std::map<int, int64_t> Answers() const;

  // No new connections; those that wait for a request are closed, the others after their answer.
  // Does not block. Idempotent.
  void Drain();
  // Drain, then waits up to `grace` for the connections to end and breaks off the others: their
  // exchanges are cancelled. Joins the threads. Idempotent.
  void Stop(base::milliseconds grace);

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::gateway
