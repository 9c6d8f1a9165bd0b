#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vedette::support {

// Sends datagrams from this machine to one address, multicast through the loopback interface.
// Confined to one thread.
class UdpSender {
 public:
  UdpSender(const std::string& address, int port);
  ~UdpSender();
  UdpSender(const UdpSender&) = delete;
  UdpSender& operator=(const UdpSender&) = delete;

  bool Send(std::string_view datagram);

 private:
  int fd_ = -1;
};

// `payload` as an RTP packet of MPEG-TS (payload type 33).
std::string RtpPacket(uint16_t sequence, std::string_view payload);

}  // namespace vedette::support
