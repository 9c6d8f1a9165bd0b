#include "tests/unit/service_gateway/http_test_client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace vedette::gateway {

TestClient::TestClient(int port, int receive_buffer) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) {
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) Close();
}

TestClient::~TestClient() { Close(); }

bool TestClient::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd wait{fd_, POLLOUT, 0};
    if (fd_ < 0 || poll(&wait, 1, 10000) != 1) return false;
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool TestClient::Fill() {
  pollfd wait{fd_, POLLIN, 0};
  if (fd_ < 0 || poll(&wait, 1, 10000) != 1) return false;
  char bytes[65536];
  const ssize_t got = recv(fd_, bytes, sizeof(bytes), 0);
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<size_t>(got));
  return true;
}

std::string TestClient::Take(size_t size) {
  while (buffer_.size() < size && Fill()) {
  }
  std::string taken = buffer_.substr(0, size);
  buffer_.erase(0, taken.size());
  return taken;
}

std::string TestClient::ReadUntil(std::string_view mark) {
  size_t at = std::string::npos;
  while ((at = buffer_.find(mark)) == std::string::npos && Fill()) {
  }
  return Take(at == std::string::npos ? buffer_.size() : at + mark.size());
}

TestAnswer TestClient::ReadAnswer(bool head_only) {
  TestAnswer answer;
  const std::string head = ReadUntil("\r\n\r\n");
  if (head.rfind("HTTP/1.", 0) != 0) return answer;
  answer.status = std::atoi(head.c_str() + 9);
  for (size_t at = head.find("\r\n") + 2; at < head.size();) {
    const size_t end = head.find("\r\n", at);
    const size_t colon = head.find(':', at);
    if (end == std::string::npos || colon == std::string::npos || colon > end) break;
    std::string name = head.substr(at, colon - at);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    answer.headers[name] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  if (head_only) return answer;
  if (answer.headers["transfer-encoding"] == "chunked") {
    for (;;) {
      const size_t size = std::strtoul(ReadUntil("\r\n").c_str(), nullptr, 16);
      answer.body += Take(size);
      if (ReadUntil("\r\n") != "\r\n" || size == 0) break;
    }
  } else if (answer.headers.count("content-length") != 0) {
    answer.body = Take(std::strtoul(answer.headers["content-length"].c_str(), nullptr, 10));
  } else if (answer.status != 204 && answer.status != 100) {
    while (Fill()) {
    }
    answer.body = Take(buffer_.size());
  }
  return answer;
}

bool TestClient::WaitClosed() {
  char bytes[4096];
  for (;;) {
    pollfd wait{fd_, POLLIN, 0};
    if (fd_ < 0) return true;
    if (poll(&wait, 1, 10000) != 1) return false;
    if (recv(fd_, bytes, sizeof(bytes), 0) <= 0) return true;
  }
}

void TestClient::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void TestClient::HalfClose() { shutdown(fd_, SHUT_WR); }

TestAnswer Fetch(int port, const std::string& method, const std::string& target,
                 const std::string& headers, const std::string& body) {
  TestClient client(port);
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + headers;
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.Write(request + "\r\n" + body);
  return client.ReadAnswer(method == "HEAD");
}

}  // namespace vedette::gateway
