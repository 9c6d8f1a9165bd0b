#include "engine/net/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

namespace vedette::net {
namespace {

sockaddr_storage Make(const std::string& text) {
  sockaddr_storage storage{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(8080);
  } else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(8080);
  }
  return storage;
}

const sockaddr& Raw(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr&>(storage);
}

TEST(IsPrivateAddress, KnowsTheBlocks) {
  for (const char* text : {"127.0.0.1",
                           "127.255.255.255",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "100.127.255.255",
                           "0.0.0.0",
                           "239.1.1.1",
                           "255.255.255.255",
                           "::1",
                           "::",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1"}) {
    EXPECT_TRUE(IsPrivateAddress(Raw(Make(text)))) << text;
  }
  for (const char* text :
       {"8.8.8.8", "126.255.255.255", "128.0.0.1", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "100.63.255.255", "100.128.0.0", "11.0.0.0", "223.255.255.255",
        "2001:db8::1", "::ffff:8.8.8.8", "fbff::1", "fe00::1"}) {
    EXPECT_FALSE(IsPrivateAddress(Raw(Make(text)))) << text;
  }
}

TEST(IsPrivateAddress, OtherFamiliesCount) {
  sockaddr_storage storage{};
  storage.ss_family = AF_UNIX;
  EXPECT_TRUE(IsPrivateAddress(Raw(storage)));
}

TEST(FormatAddress, PutsBracketsAroundIpv6) {
  EXPECT_EQ(FormatAddress(Raw(Make("127.0.0.1"))), "127.0.0.1:8080");
  EXPECT_EQ(FormatAddress(Raw(Make("::1"))), "[::1]:8080");
}

}  // namespace
}  // namespace vedette::net
