#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace vedette::support {

// A TCP server on a free port of 127.0.0.1 that knows no protocol: it sends its bytes to each
// client and then hangs up or stays silent, whatever the client says. One client at a time.
// Synchronised.
class RawTcpServer {
 public:
  enum class Then { kHangUp, kStaySilent };
  RawTcpServer(std::string bytes, Then then);
  ~RawTcpServer();
  RawTcpServer(const RawTcpServer&) = delete;
  RawTcpServer& operator=(const RawTcpServer&) = delete;

  int port() const { return port_; }
  int clients() const { return clients_; }

 private:
  void Serve();
  // False when the server is to end.
  bool WaitFor(int fd, short events) const;
  void ServeClient(int fd) const;

  const std::string bytes_;
  const Then then_;
  int listen_fd_ = -1;
  int stop_fd_ = -1;  // an eventfd, readable once the end has come
  int port_ = 0;
  std::atomic<int> clients_{0};
  std::thread thread_;
};

}  // namespace vedette::support
