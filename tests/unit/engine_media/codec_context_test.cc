#include "engine/media/codec_context.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vedette::media {
namespace {

class PacketFillerTest : public testing::Test {
 protected:
  PacketFillerTest() : packet_(av_packet_alloc()), other_(av_packet_alloc()) {}

  base::Status Fill(const Bytes& bytes, AVPacket& packet, int most = kMaxUnitBytes) {
    const ByteView pieces[] = {ByteView(bytes).first(bytes.size() / 2),
                               ByteView(bytes).subspan(bytes.size() / 2)};
    AccessUnit unit;
    unit.size_bytes = static_cast<int32_t>(bytes.size());
    unit.pieces = pieces;
    return filler_.Fill(unit, packet, most);
  }
  static Bytes Held(const AVPacket& packet) { return {packet.data, packet.data + packet.size}; }
  static bool IsPadded(const AVPacket& packet) {
    const uint8_t* const end = packet.data + packet.size;
    return std::all_of(end, end + AV_INPUT_BUFFER_PADDING_SIZE,
                       [](uint8_t byte) { return byte == 0; });
  }

  PacketFiller filler_;
  const AvPacketPtr packet_;
  const AvPacketPtr other_;
};

TEST_F(PacketFillerTest, UsesMemoryAgainOnceItIsLetGo) {
  ASSERT_TRUE(Fill(Bytes(1000, 7), *packet_).ok());
  const uint8_t* const at = packet_->data;
  ASSERT_TRUE(Fill(Bytes(10, 8), *other_).ok());
  EXPECT_NE(other_->data, at) << "the first packet still has it";
  EXPECT_EQ(Held(*packet_), Bytes(1000, 7));
  av_packet_unref(packet_.get());
  av_packet_unref(other_.get());

  ASSERT_TRUE(Fill(Bytes(1000, 9), *packet_).ok());
  const uint8_t* const again = packet_->data;
  av_packet_unref(packet_.get());
  ASSERT_TRUE(Fill(Bytes(10, 1), *packet_).ok());
  EXPECT_EQ(packet_->data, again);
  EXPECT_EQ(Held(*packet_), Bytes(10, 1));
  EXPECT_TRUE(IsPadded(*packet_)) << "the longer one before left nothing behind it";
}

TEST_F(PacketFillerTest, GivesTheFirstBytesOnly) {
  ASSERT_TRUE(Fill({1, 2, 3, 4, 5, 6, 7}, *packet_, 5).ok());
  EXPECT_EQ(Held(*packet_), (Bytes{1, 2, 3, 4, 5}));
  EXPECT_TRUE(IsPadded(*packet_));
}

TEST_F(PacketFillerTest, KeepsNoHugeBufferForSmallUnits) {
  ASSERT_TRUE(Fill(Bytes(8 << 20, 1), *packet_).ok());
  av_packet_unref(packet_.get());
  ASSERT_TRUE(Fill(Bytes(1000, 2), *packet_).ok());
  EXPECT_LT(packet_->buf->size, size_t{1} << 20);
  EXPECT_EQ(Held(*packet_), Bytes(1000, 2));
}

TEST_F(PacketFillerTest, RefusesWhatIsEmptyOrTooLarge) {
  EXPECT_EQ(Fill({}, *packet_).reason(), "invalid_data");
  AccessUnit unit;
  unit.size_bytes = kMaxUnitBytes + 1;
  EXPECT_EQ(filler_.Fill(unit, *packet_).reason(), "invalid_data");
}

}  // namespace
}  // namespace vedette::media
