#include "engine/source/sniff.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/ts_bytes.h"

namespace vedette::source {
namespace {

bool Looks(const std::string& bytes) {
  return LooksLikeTs({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

// `count` packets of `stride` bytes, each with `before` bytes in front of its sync byte.
std::string Strided(size_t count, size_t stride, size_t before) {
  std::string bytes;
  for (size_t i = 0; i < count; ++i) {
    bytes += std::string(before, '\0') + support::TsPackets(1);
    bytes += std::string(stride - before - 188, '\x55');
  }
  return bytes;
}

TEST(LooksLikeTs, KnowsAllThreePacketSizes) {
  EXPECT_TRUE(Looks(support::TsPackets(20)));
  EXPECT_TRUE(Looks(Strided(20, 192, 4)));
  EXPECT_TRUE(Looks(Strided(20, 204, 0)));
}

TEST(LooksLikeTs, FindsItFromAnyPlaceInAPacket) {
  const std::string bytes = support::TsPackets(20);
  for (size_t begin = 0; begin < 188; ++begin) EXPECT_TRUE(Looks(bytes.substr(begin))) << begin;
}

TEST(LooksLikeTs, JudgesShortBeginnings) {
  const std::string bytes = support::TsPackets(3);
  EXPECT_TRUE(Looks(bytes));
  EXPECT_TRUE(Looks(bytes.substr(0, 2 * 188)));
  EXPECT_FALSE(Looks(bytes.substr(0, 188)));
  EXPECT_FALSE(Looks(""));
}

TEST(LooksLikeTs, RefusesOtherThings) {
  EXPECT_FALSE(Looks("GIF89a" + std::string(4000, '\x01')));
  EXPECT_FALSE(Looks("#EXTM3U\n" + std::string(4000, '-')));
  EXPECT_FALSE(Looks(std::string(4096, '\0')));
  EXPECT_FALSE(Looks("<html>" + std::string(4096, 'a')));
  std::string broken = support::TsPackets(20);
  for (size_t i = 188 * 2; i < broken.size(); i += 188 * 3) broken[i] = '\0';
  EXPECT_FALSE(Looks(broken));
}

}  // namespace
}  // namespace vedette::source
