#include "engine/source/rtp.h"

#include <gtest/gtest.h>

#include <vector>

namespace vedette::source {
namespace {

media::Bytes Header(uint8_t first) {
  return {first, 0x80 | 33, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4};
}

std::optional<RtpPacket> Parse(const media::Bytes& bytes) { return ParseRtp(bytes); }

TEST(ParseRtp, ReadsTheFixedHeader) {
  media::Bytes bytes = Header(0x80);
  bytes.insert(bytes.end(), {0x47, 9});
  const auto packet = Parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload_type, 33);
  EXPECT_EQ(packet->sequence, 0x1234);
  EXPECT_EQ(packet->timestamp, 0xdeadbeefu);
  EXPECT_EQ(packet->ssrc, 0x01020304u);
  EXPECT_EQ(packet->payload.size(), 2u);
  EXPECT_EQ(packet->payload[0], 0x47);
}

TEST(ParseRtp, SkipsSourcesExtensionAndPadding) {
  media::Bytes bytes = Header(0x80 | 0x20 | 0x10 | 2);
  bytes.insert(bytes.end(), 8, 0xcc);                                     // two sources
  bytes.insert(bytes.end(), {0xbe, 0xde, 0, 1, 0xee, 0xee, 0xee, 0xee});  // an extension of a word
  bytes.insert(bytes.end(), {0x47, 0x48, 0, 0, 3});                       // three of padding
  const auto packet = Parse(bytes);
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->payload.size(), 2u);
  EXPECT_EQ(packet->payload[0], 0x47);
  EXPECT_EQ(packet->payload[1], 0x48);
}

TEST(ParseRtp, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(Parse({}));
  EXPECT_FALSE(Parse(media::Bytes(11, 0x80)));
  EXPECT_FALSE(Parse(Header(0x40)));         // version 1
  EXPECT_FALSE(Parse(Header(0x80 | 1)));     // a source that is not there
  EXPECT_FALSE(Parse(Header(0x80 | 0x10)));  // an extension that is not there
  media::Bytes long_extension = Header(0x80 | 0x10);
  long_extension.insert(long_extension.end(), {0, 0, 0xff, 0xff, 0});
  EXPECT_FALSE(Parse(long_extension));
  media::Bytes padding = Header(0x80 | 0x20);
  padding.push_back(2);
  EXPECT_FALSE(Parse(padding));
  EXPECT_TRUE(Parse(Header(0x80)));
}

}  // namespace
}  // namespace vedette::source
