#include <gtest/gtest.h>

#include "engine/source/udp_ts_input.h"

namespace vedette::source {
namespace {

TEST(ParseUdpUrl, ReadsAddressPortAndOptions) {
  const auto options =
      ParseUdpUrl("udp://@239.1.2.3:5000?localaddr=10.0.0.7&buffer_size=2097152&fifo_size=1");
  ASSERT_TRUE(options.ok()) << options.status().ToString();
  EXPECT_EQ(options->address, "239.1.2.3");
  EXPECT_EQ(options->port, 5000);
  EXPECT_EQ(options->interface, "10.0.0.7");
  EXPECT_EQ(options->receive_buffer_bytes, 2097152);
}

TEST(ParseUdpUrl, ListensOnEveryAddressWithoutAHost) {
  const auto options = ParseUdpUrl("rtp://:5004");
  ASSERT_TRUE(options.ok()) << options.status().ToString();
  EXPECT_EQ(options->address, "");
  EXPECT_EQ(options->port, 5004);
  EXPECT_EQ(ParseUdpUrl("udp://[ff02::1]:5000?localaddr=eth0")->interface, "eth0");
}

TEST(ParseUdpUrl, RefusesNonsense) {
  for (const char* const url :
       {"udp://", "udp://239.1.2.3", "udp://239.1.2.3:99999", "udp://239.1.2.3:5000?buffer_size=0",
        "udp://239.1.2.3:5000?buffer_size=lots", "udp://239.1.2.3:5000?buffer_size=999999999"}) {
    EXPECT_EQ(ParseUdpUrl(url).status().reason(), "url") << url;
  }
}

}  // namespace
}  // namespace vedette::source
