#include "engine/ts/packet_sync.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/ts_bytes.h"

namespace vedette::ts {
namespace {

// The counters of the packets found (ts_bytes.h numbers them), -1 where the lock was lost.
class Counters : public PacketSyncSink {
 public:
  void OnPacket(const uint8_t* bytes) override { found.push_back(bytes[3] & 15); }
  void OnSyncLost() override { found.push_back(-1); }
  std::vector<int> found;
};

media::Bytes Packets(size_t count, size_t before = 0, size_t after = 0, int first = 0) {
  media::Bytes bytes;
  for (size_t i = 0; i < count; ++i) {
    bytes.insert(bytes.end(), before, 0x11);
    const std::string packet = support::TsPackets(1, 256, first + static_cast<int>(i));
    bytes.insert(bytes.end(), packet.begin(), packet.end());
    bytes.insert(bytes.end(), after, 0x22);
  }
  return bytes;
}

std::vector<int> Find(const media::Bytes& bytes, size_t step, bool flush = true) {
  Counters counters;
  PacketSync sync(counters);
  for (size_t at = 0; at < bytes.size(); at += step) {
    sync.Read(media::ByteView(bytes).subspan(at, std::min(step, bytes.size() - at)));
  }
  if (flush) sync.Flush();
  return counters.found;
}

struct Case {
  std::string name;
  media::Bytes bytes;
  std::vector<int> expected;
};

media::Bytes After(media::Bytes junk, const media::Bytes& bytes) {
  junk.insert(junk.end(), bytes.begin(), bytes.end());
  return junk;
}
// Spoils the sync bytes of these packets.
media::Bytes Spoil(media::Bytes bytes, const std::vector<size_t>& packets) {
  for (const size_t packet : packets) bytes[packet * 188] = 0x48;
  return bytes;
}
media::Bytes Cut(media::Bytes bytes, size_t from, size_t count) {
  bytes.erase(bytes.begin() + static_cast<ptrdiff_t>(from),
              bytes.begin() + static_cast<ptrdiff_t>(from + count));
  return bytes;
}

const std::vector<Case>& Cases() {
  static const auto* const cases = new std::vector<Case>{
      {"188", Packets(7), {0, 1, 2, 3, 4, 5, 6}},
      {"192, time code before", Packets(7, 4), {0, 1, 2, 3, 4, 5, 6}},
      {"204, parity after", Packets(7, 0, 16), {0, 1, 2, 3, 4, 5, 6}},
      {"junk first", After(media::Bytes(100, 0x33), Packets(6)), {0, 1, 2, 3, 4, 5}},
      {"a sync byte in the junk", After({0x47, 0x33, 0x47}, Packets(6)), {0, 1, 2, 3, 4, 5}},
      {"one packet", Packets(1), {0}},
      {"three packets", Packets(3), {0, 1, 2}},
      {"three packets after junk", After({1, 2, 3}, Packets(3)), {0, 1, 2}},
      {"one bad sync byte", Spoil(Packets(8), {5}), {0, 1, 2, 3, 4, 6, 7}},
      {"two bad ones apart", Spoil(Packets(9), {5, 7}), {0, 1, 2, 3, 4, 6, 8}},
      {"two in a row lose, five lock",
       Spoil(Packets(13), {5, 6}),
       {0, 1, 2, 3, 4, -1, 7, 8, 9, 10, 11, 12}},
      {"bytes missing",
       Cut(Packets(14), 6 * 188 + 50, 40),
       {0, 1, 2, 3, 4, 5, 6, -1, 9, 10, 11, 12, 13}},
      {"half a packet at the end", Cut(Packets(6), 5 * 188 + 90, 98), {0, 1, 2, 3, 4}},
      {"no transport stream", media::Bytes(5000, 0x31), {}},
      {"nothing", {}, {}},
  };
  return *cases;
}

TEST(PacketSync, FindsThePackets) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(Find(one.bytes, 1 << 20), one.expected);
  }
}

TEST(PacketSync, HowTheBytesAreCutMakesNoDifference) {
  for (const Case& one : Cases()) {
    for (const size_t step : {1, 7, 187, 188, 189, 500, 1460}) {
      SCOPED_TRACE(one.name + ", " + std::to_string(step));
      EXPECT_EQ(Find(one.bytes, step), one.expected);
    }
  }
}

TEST(PacketSync, FewerThanFivePacketsWaitForTheEnd) {
  EXPECT_THAT(Find(Packets(4), 188, false), testing::IsEmpty());
  EXPECT_THAT(Find(Packets(4), 188, true), testing::ElementsAre(0, 1, 2, 3));
}

TEST(PacketSync, LocksAnewAfterTheEnd) {
  Counters counters;
  PacketSync sync(counters);
  sync.Read(Packets(6));
  sync.Read(media::Bytes(90, 0x47));  // half a packet is dropped
  sync.Flush();
  sync.Read(Packets(6, 4, 0, 8));
  EXPECT_THAT(counters.found, testing::ElementsAre(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13));
}

}  // namespace
}  // namespace vedette::ts
