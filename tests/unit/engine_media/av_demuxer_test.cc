#include "engine/media/av_demuxer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "engine/media/av_opener.h"
#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

using support::KeptUnit;
using support::MadeMedia;
using support::ReadBytes;
using support::UnitKeeper;
using support::UsualMedia;

int64_t Count(const std::vector<KeptUnit>& units, int track, bool keys_only = false) {
  return std::count_if(units.begin(), units.end(), [&](const KeptUnit& kept) {
    return kept.unit.track == track && (kept.unit.key || !keys_only);
  });
}

class AvDemuxerContainerTest : public testing::TestWithParam<const char*> {};

TEST_P(AvDemuxerContainerTest, GivesEveryUnitOnce) {
  const Bytes bytes = ReadBytes(UsualMedia(GetParam()));
  AvDemuxer demuxer;
  UnitKeeper keeper;
  ASSERT_TRUE(demuxer.Read(bytes, nullptr, keeper).ok());
  ASSERT_NE(demuxer.info(), nullptr);
  const auto& units = keeper.units();
  EXPECT_EQ(Count(units, 0), 100);
  EXPECT_EQ(Count(units, 0, true), 4);
  EXPECT_NEAR(static_cast<double>(Count(units, 1)), 188, 2);
  EXPECT_EQ(Count(units, 1, true), Count(units, 1));
  // Matroska carries no DTS, and libavformat's guess is wrong at the start.
  const bool carries_dts = std::string(GetParam()) != ".mkv";
  Ticks before = kNoTime;
  for (const KeptUnit& kept : units) {
    EXPECT_EQ(static_cast<size_t>(kept.unit.size_bytes), kept.bytes.size());
    if (kept.unit.track != 0) continue;
    if (before != kNoTime && carries_dts) {
      // FLV counts in milliseconds.
      EXPECT_NEAR(Seconds(kept.unit.dts - before), 0.04, 0.0011);
    }
    EXPECT_GE(kept.unit.pts, kept.unit.dts);
    before = kept.unit.dts;
  }
}

INSTANTIATE_TEST_SUITE_P(All, AvDemuxerContainerTest,
                         testing::Values(".ts", ".mp4", ".flv", ".mkv"),
                         [](const auto& test) { return std::string(test.param + 1); });

// A fragmented file as HLS and DASH cut it.
struct Fragmented {
  Bytes init;
  std::vector<Bytes> segments;
};

Fragmented Cut(const std::string& path) {
  const Bytes whole = ReadBytes(path);
  const std::string text(whole.begin(), whole.end());
  Fragmented cut;
  size_t at = text.find("moof") - 4;
  cut.init.assign(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(at));
  while (at < whole.size()) {
    const size_t next = text.find("moof", at + 8);
    const size_t end = next == std::string::npos ? whole.size() : next - 4;
    cut.segments.emplace_back(whole.begin() + static_cast<ptrdiff_t>(at),
                              whole.begin() + static_cast<ptrdiff_t>(end));
    at = end;
  }
  return cut;
}

std::string FragmentedMedia(const std::string& size) {
  return MadeMedia("-f lavfi -i testsrc2=r=25:s=" + size +
                       " -t 3 -c:v libx264 -g 25 -sc_threshold 0 -bf 0"
                       " -movflags frag_keyframe+empty_moov+default_base_moof",
                   ".mp4");
}

TEST(AvDemuxerTest, ReadsFragmentsWithTheirInitializationPart) {
  const Fragmented cut = Cut(FragmentedMedia("160x90"));
  ASSERT_EQ(cut.segments.size(), 3U);
  const auto described = AvOpener::DescribeBytes(cut.segments[0], &cut.init);
  ASSERT_TRUE(described.ok());
  const auto known = std::make_shared<const MediaInfo>(*described);
  AvDemuxer demuxer(known);
  UnitKeeper keeper;
  for (const Bytes& segment : cut.segments) {
    ASSERT_TRUE(demuxer.Read(segment, &cut.init, keeper).ok());
  }
  EXPECT_EQ(demuxer.info(), known) << "nothing has changed";
  ASSERT_EQ(keeper.units().size(), 75U);
  for (size_t i = 0; i < 75; ++i) {
    EXPECT_EQ(keeper.units()[i].unit.dts, Ticks(3600 * static_cast<int64_t>(i)));
    EXPECT_EQ(keeper.units()[i].unit.key, i % 25 == 0);
  }
}

TEST(AvDemuxerTest, SaysWhenTheTracksAreOthers) {
  const Fragmented small = Cut(FragmentedMedia("160x90"));
  const Fragmented large = Cut(FragmentedMedia("320x180"));
  AvDemuxer demuxer;
  UnitKeeper keeper;
  ASSERT_TRUE(demuxer.Read(small.segments[0], &small.init, keeper).ok());
  const auto first = demuxer.info();
  EXPECT_EQ(first->tracks.at(0).width, 160);
  ASSERT_TRUE(demuxer.Read(small.segments[1], &small.init, keeper).ok());
  EXPECT_EQ(demuxer.info(), first);
  ASSERT_TRUE(demuxer.Read(large.segments[2], &large.init, keeper).ok());
  EXPECT_NE(demuxer.info(), first);
  EXPECT_EQ(demuxer.info()->tracks.at(0).width, 320);
}

TEST(AvDemuxerTest, ReadsUpToWhereASegmentBreaksOff) {
  Bytes bytes = ReadBytes(UsualMedia(".ts"));
  bytes.resize(bytes.size() / 2);
  AvDemuxer demuxer;
  UnitKeeper keeper;
  EXPECT_TRUE(demuxer.Read(bytes, nullptr, keeper).ok());
  EXPECT_GT(Count(keeper.units(), 0), 20);
  EXPECT_LT(Count(keeper.units(), 0), 80);
}

TEST(AvDemuxerTest, RefusesGarbage) {
  const Bytes bytes(5000, 0xa5);
  AvDemuxer demuxer;
  UnitKeeper keeper;
  EXPECT_EQ(demuxer.Read(bytes, nullptr, keeper).reason(), "invalid_data");
  EXPECT_TRUE(keeper.units().empty());
  EXPECT_EQ(demuxer.info(), nullptr);
}

TEST(AvDemuxerTest, UnwrapsTimesOverSegments) {
  // 2^33 ticks are 95443.7 s: the second second begins after the wrap.
  const auto at = [](const std::string& offset) {
    return ReadBytes(
        MadeMedia("-f lavfi -i testsrc2=s=160x90:r=25 -t 1 -c:v libx264 -bf 0"
                  " -muxdelay 0 -output_ts_offset " +
                      offset,
                  ".ts"));
  };
  AvDemuxer demuxer;
  UnitKeeper keeper;
  ASSERT_TRUE(demuxer.Read(at("95442.8"), nullptr, keeper).ok());
  ASSERT_TRUE(demuxer.Read(at("95443.8"), nullptr, keeper).ok());
  ASSERT_EQ(keeper.units().size(), 50U);
  for (size_t i = 1; i < 50; ++i) {
    EXPECT_EQ(keeper.units()[i].unit.dts - keeper.units()[i - 1].unit.dts, Ticks(3600)) << i;
  }
  EXPECT_GT(keeper.units().back().unit.dts.count(), int64_t{1} << 33);
}

}  // namespace
}  // namespace vedette::media
