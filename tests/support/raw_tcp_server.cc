#include "tests/support/raw_tcp_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <utility>

namespace vedette::support {

RawTcpServer::RawTcpServer(std::string bytes, Then then) : bytes_(std::move(bytes)), then_(then) {
  listen_fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  stop_fd_ = eventfd(0, EFD_CLOEXEC);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  bind(listen_fd_, reinterpret_cast<sockaddr*>(&address), size);
  listen(listen_fd_, 8);
  getsockname(listen_fd_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

RawTcpServer::~RawTcpServer() {
  const uint64_t one = 1;
  if (write(stop_fd_, &one, sizeof(one)) == sizeof(one)) thread_.join();
  close(listen_fd_);
  close(stop_fd_);
}

bool RawTcpServer::WaitFor(int fd, short events) const {
  std::array<pollfd, 2> polled = {{{fd, events, 0}, {stop_fd_, POLLIN, 0}}};
  while (poll(polled.data(), polled.size(), -1) < 0) {
  }
  return polled[1].revents == 0;
}

void RawTcpServer::Serve() {
  while (WaitFor(listen_fd_, POLLIN)) {
    const int fd = accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) continue;
    ++clients_;
    ServeClient(fd);
    close(fd);
  }
}

void RawTcpServer::ServeClient(int fd) const {
  size_t sent = 0;
  while (sent < bytes_.size()) {
    if (!WaitFor(fd, POLLOUT)) return;
    const ssize_t count = send(fd, bytes_.data() + sent, bytes_.size() - sent, MSG_NOSIGNAL);
    if (count < 0) return;
    sent += static_cast<size_t>(count);
  }
  if (then_ == Then::kHangUp) return;
  std::array<char, 4096> heard{};
  while (WaitFor(fd, POLLIN) && recv(fd, heard.data(), heard.size(), 0) > 0) {
  }
}

}  // namespace vedette::support
