#include "tests/support/udp_sender.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace vedette::support {

UdpSender::UdpSender(const std::string& address, int port)
    : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  in_addr loopback{};
  loopback.s_addr = htonl(INADDR_LOOPBACK);
  if (fd_ < 0 || inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1 ||
      setsockopt(fd_, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof(loopback)) != 0 ||
      connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    std::abort();
  }
}

UdpSender::~UdpSender() { close(fd_); }

bool UdpSender::Send(std::string_view datagram) {
  return send(fd_, datagram.data(), datagram.size(), 0) == static_cast<ssize_t>(datagram.size());
}

std::string RtpPacket(uint16_t sequence, std::string_view payload) {
  std::string packet("\x80\x21\0\0\0\0\0\1\0\0\0\2", 12);
  packet[2] = static_cast<char>(sequence >> 8);
  packet[3] = static_cast<char>(sequence & 0xff);
  return packet.append(payload);
}

}  // namespace vedette::support
