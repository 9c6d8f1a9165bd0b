// tests/support: small real implementations of the outside world, shared by tests of all kinds.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace vedette::support {

// One request as the server read it. Value.
struct SeenRequest {
  std::string method;
  std::string target;                          // with the query
  std::map<std::string, std::string> headers;  // names in lower case
  int connection = 0;                          // 1, 2, ... in the order of accepting
};

// The answering side of one connection, for handlers. Confined to the connection's thread. Every
// call returns soon after the server is stopped or the client has hung up.
class HttpPeer {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  HttpPeer(int fd, int stop_fd) : fd_(fd), stop_fd_(stop_fd) {}

  // False when the client is gone, or the server stopped: the handler should return.
  bool Send(std::string_view bytes);
  // A whole answer with its Content-Length.
  bool Reply(int status, const Headers& headers, std::string_view body);
  // Waits; false as soon as the client is gone, or the server stopped.
  bool Wait(base::milliseconds span);
  // Says nothing until the client hangs up or the server is stopped.
  void WaitForHangUp();
  // After the handler the connection is closed, with a reset if so wanted, instead of kept.
  void CloseAfter() { close_ = true; }
  void ResetAfter();

  bool closes() const { return close_; }
  // Reads up to and with the empty line after the head; "" at the end.
  std::string ReadHead();

 private:
  // True when `fd_` is ready; false when stopped, gone, or after `timeout_ms` (-1 = never).
  bool Ready(short events, int timeout_ms);

  const int fd_;
  const int stop_fd_;
  std::string unread_;
  bool close_ = false;
};

// An HTTP/1.1 server on a free port of 127.0.0.1 that does what its handlers say, also what no
// server should. A thread per connection; handlers run on them, several at once. Synchronised.
// See http_behaviours.h for ready handlers.
class BadHttpServer {
 public:
  using Handler = std::function<void(const SeenRequest&, HttpPeer&)>;

  BadHttpServer();
  ~BadHttpServer();  // Stop()
  BadHttpServer(const BadHttpServer&) = delete;
  BadHttpServer& operator=(const BadHttpServer&) = delete;

  // Answers requests for `path` (without query) from now on. Other paths get a 404.
  void On(const std::string& path, Handler handler);

  int port() const { return port_; }
  std::string Url(const std::string& path) const;

  int connections() const { return connections_; }
  int requests() const;
  std::vector<SeenRequest> Seen() const;
  // Waits until `count` requests have been read; false after 5 s.
  bool WaitForRequests(int count) const;

  // Closes all connections, refuses further ones, joins all threads. Idempotent.
  void Stop();

  // A port of 127.0.0.1 where nobody listens.
  static int RefusedPort();

 private:
  void Accept();
  void Serve(int fd, int connection);
  Handler Find(const std::string& target) const;

  int listen_fd_ = -1;
  int stop_fd_ = -1;  // an eventfd, readable once stopped
  int port_ = 0;
  std::atomic<int> connections_{0};
  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;
  std::map<std::string, Handler> handlers_ GUARDED_BY(mutex_);
  std::vector<SeenRequest> seen_ GUARDED_BY(mutex_);
  std::vector<std::thread> serving_ GUARDED_BY(mutex_);
  std::thread accepting_;
};

}  // namespace vedette::support
