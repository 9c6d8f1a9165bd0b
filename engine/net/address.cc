#include "engine/net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace vedette::net {
namespace {

struct Block {
  uint32_t network;
  int prefix;
};

bool IsPrivateV4(uint32_t address) {
  static constexpr std::array<Block, 8> kBlocks = {{{0x00000000, 8},
                                                    {0x0a000000, 8},
                                                    {0x64400000, 10},
                                                    {0x7f000000, 8},
                                                    {0xa9fe0000, 16},
                                                    {0xac100000, 12},
                                                    {0xc0a80000, 16},
                                                    {0xe0000000, 3}}};
  for (const Block& block : kBlocks) {
    if ((address ^ block.network) >> (32 - block.prefix) == 0) return true;
  }
  return false;
}

bool IsPrivateV6(const in6_addr& address) {
  const uint8_t* const bytes = address.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&address) || IN6_IS_ADDR_V4COMPAT(&address)) {
    // ::1 and :: come out as 0.0.0.0/8.
    return IsPrivateV4(static_cast<uint32_t>(bytes[12]) << 24 |
                       static_cast<uint32_t>(bytes[13]) << 16 |
                       static_cast<uint32_t>(bytes[14]) << 8 | bytes[15]);
  }
  return IN6_IS_ADDR_LOOPBACK(&address) || IN6_IS_ADDR_UNSPECIFIED(&address) ||
         IN6_IS_ADDR_LINKLOCAL(&address) || IN6_IS_ADDR_SITELOCAL(&address) ||
         IN6_IS_ADDR_MULTICAST(&address) || (bytes[0] & 0xfe) == 0xfc;
}

}  // namespace

bool IsPrivateAddress(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof(v4));
    return IsPrivateV4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof(v6));
    return IsPrivateV6(v6.sin6_addr);
  }
  return true;
}

std::string FormatAddress(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof(v4));
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(v4.sin_port));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof(v6));
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(v6.sin6_port));
  }
  return "";
}

}  // namespace vedette::net
