#include "tests/support/bad_http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <random>
#include <utility>

namespace vedette::support {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int ListenOnFreePort(int& port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t length = sizeof(address);
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(fd, 512) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    std::abort();
  }
  port = ntohs(address.sin_port);
  return fd;
}

SeenRequest ParseHead(const std::string& head, int connection) {
  SeenRequest request;
  request.connection = connection;
  size_t line_end = head.find("\r\n");
  const std::string first = head.substr(0, line_end);
  const size_t space = first.find(' ');
  request.method = first.substr(0, space);
  if (space != std::string::npos) {
    request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
  }
  while (line_end != std::string::npos && line_end + 2 < head.size()) {
    const size_t begin = line_end + 2;
    line_end = head.find("\r\n", begin);
    const std::string line = head.substr(begin, line_end - begin);
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers[name] = value == std::string::npos ? "" : line.substr(value);
  }
  return request;
}

}  // namespace

// ---- HttpPeer

bool HttpPeer::Ready(short events, int timeout_ms) {
  std::array<pollfd, 2> polled = {{{fd_, events, 0}, {stop_fd_, POLLIN, 0}}};
  while (poll(polled.data(), polled.size(), timeout_ms) < 0) {
    if (errno != EINTR) return false;
  }
  return polled[1].revents == 0 && polled[0].revents != 0;
}

bool HttpPeer::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!Ready(POLLOUT, -1)) return false;
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool HttpPeer::Reply(int status, const Headers& headers, std::string_view body) {
  std::string head = "HTTP/1.1 " + std::to_string(status) + " Answer\r\n";
  for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
  if (status != 304 && status != 204) {
    head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  return Send(head + "\r\n") && Send(body);
}

bool HttpPeer::Wait(base::milliseconds span) {
  const base::Deadline deadline = base::Deadline::After(span);
  while (!deadline.Passed()) {
    // Any event is the end: a client that waits for its answer has nothing to say.
    std::array<pollfd, 2> polled = {{{fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
    if (poll(polled.data(), 2, static_cast<int>(deadline.Left().count()) + 1) > 0) return false;
  }
  return true;
}

void HttpPeer::WaitForHangUp() {
  std::array<char, 4096> ignored;
  while (Ready(POLLIN, -1) && recv(fd_, ignored.data(), ignored.size(), 0) > 0) {
  }
  close_ = true;
}

void HttpPeer::ResetAfter() {
  const linger abort_on_close = {1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort_on_close, sizeof(abort_on_close));
  close_ = true;
}

std::string HttpPeer::ReadHead() {
  while (true) {
    const size_t end = unread_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::string head = unread_.substr(0, end + 2);
      unread_.erase(0, end + 4);
      return head;
    }
    std::array<char, 4096> buffer;
    if (!Ready(POLLIN, -1)) return "";
    const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return "";
    unread_.append(buffer.data(), static_cast<size_t>(got));
  }
}

// ---- BadHttpServer

BadHttpServer::BadHttpServer() {
  listen_fd_ = ListenOnFreePort(port_);
  stop_fd_ = eventfd(0, EFD_CLOEXEC);
  if (stop_fd_ < 0) std::abort();
  accepting_ = std::thread([this] { Accept(); });
}

BadHttpServer::~BadHttpServer() {
  Stop();
  close(stop_fd_);
}

void BadHttpServer::On(const std::string& path, Handler handler) {
  base::MutexLock lock(mutex_);
  handlers_[path] = std::move(handler);
}

std::string BadHttpServer::Url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

int BadHttpServer::requests() const {
  base::MutexLock lock(mutex_);
  return static_cast<int>(seen_.size());
}

std::vector<SeenRequest> BadHttpServer::Seen() const {
  base::MutexLock lock(mutex_);
  return seen_;
}

bool BadHttpServer::WaitForRequests(int count) const {
  const base::Deadline deadline = base::Deadline::After(base::seconds(5));
  base::MutexLock lock(mutex_);
  while (static_cast<int>(seen_.size()) < count) {
    if (!changed_.WaitUntil(mutex_, deadline.at()) && deadline.Passed()) return false;
  }
  return true;
}

void BadHttpServer::Stop() {
  if (!accepting_.joinable()) return;
  const uint64_t one = 1;
  if (write(stop_fd_, &one, sizeof(one)) != sizeof(one)) std::abort();
  accepting_.join();
  std::vector<std::thread> serving;
  {
    base::MutexLock lock(mutex_);
    serving.swap(serving_);
  }
  for (std::thread& thread : serving) thread.join();
}

int BadHttpServer::RefusedPort() {
  // From below the range of outgoing connections, one of which could take the port meanwhile.
  std::random_device random;
  std::uniform_int_distribution<int> ports(10000, 32767);
  while (true) {
    const int port = ports(random);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = Loopback(port);
    const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(fd);
    if (free) return port;
  }
}

void BadHttpServer::Accept() {
  while (true) {
    std::array<pollfd, 2> polled = {{{listen_fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
    poll(polled.data(), polled.size(), -1);
    if (polled[1].revents != 0) break;
    const int fd = accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    const int connection = ++connections_;
    base::MutexLock lock(mutex_);
    serving_.emplace_back([this, fd, connection] { Serve(fd, connection); });
  }
  close(listen_fd_);
}

BadHttpServer::Handler BadHttpServer::Find(const std::string& target) const {
  base::MutexLock lock(mutex_);
  const auto found = handlers_.find(target.substr(0, target.find('?')));
  if (found != handlers_.end()) return found->second;
  return [](const SeenRequest&, HttpPeer& peer) { peer.Reply(404, {}, "no such thing"); };
}

void BadHttpServer::Serve(int fd, int connection) {
  HttpPeer peer(fd, stop_fd_);
  while (!peer.closes()) {
    const std::string head = peer.ReadHead();
    if (head.empty()) break;
    const SeenRequest request = ParseHead(head, connection);
    {
      base::MutexLock lock(mutex_);
      seen_.push_back(request);
      changed_.NotifyAll();
    }
    Find(request.target)(request, peer);
  }
  close(fd);
}

}  // namespace vedette::support
