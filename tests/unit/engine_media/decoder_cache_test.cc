#include "engine/media/decoder_cache.h"

#include <gtest/gtest.h>

#include "engine/media/av_demuxer.h"
#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

TrackInfo Video(int width, int height) {
  TrackInfo track;
  track.codec = "h264";
  track.width = width;
  track.height = height;
  return track;
}

TEST(DecoderCacheTest, OneDecoderForEqualParameters) {
  DecoderCache cache;
  VideoDecoder* const first = cache.Video(Video(320, 180), 1).value();
  EXPECT_EQ(cache.Video(Video(320, 180), 2).value(), first);
  EXPECT_NE(cache.Video(Video(640, 360), 1).value(), first);
  EXPECT_EQ(cache.size(), 2U);
  TrackInfo with_extradata = Video(320, 180);
  with_extradata.extradata = std::make_shared<const Bytes>(Bytes{0, 0, 0, 1, 9, 0xf0});
  VideoDecoder* const other = cache.Video(with_extradata, 1).value();
  EXPECT_NE(other, first);
  with_extradata.extradata = std::make_shared<const Bytes>(*with_extradata.extradata);
  EXPECT_EQ(cache.Video(with_extradata, 1).value(), other) << "by content";
}

TEST(DecoderCacheTest, TheLeastRecentlyUsedGoes) {
  DecoderCache cache(2);
  VideoDecoder* const first = cache.Video(Video(320, 180), 1).value();
  ASSERT_TRUE(cache.Video(Video(640, 360), 1).ok());
  ASSERT_EQ(cache.Video(Video(320, 180), 1).value(), first) << "used again";
  TrackInfo audio;
  audio.codec = "mp2";
  ASSERT_TRUE(cache.Audio(audio, 1).ok());
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.Video(Video(320, 180), 1).value(), first) << "640x360 went";
  cache.Clear();
  EXPECT_EQ(cache.size(), 0U);
}

TEST(DecoderCacheTest, RefusesUnknownCodecs) {
  DecoderCache cache;
  TrackInfo track;
  track.codec = "no such codec";
  EXPECT_EQ(cache.Video(track, 1).status().reason(), "unsupported");
  EXPECT_EQ(cache.Audio(track, 1).status().reason(), "unsupported");
  EXPECT_EQ(cache.size(), 0U);
}

TEST(DecoderCacheTest, AnotherOwnerFindsItFlushed) {
  AvDemuxer demuxer;
  support::UnitKeeper keeper;
  ASSERT_TRUE(demuxer.Read(support::ReadBytes(support::UsualMedia(".ts")), nullptr, keeper).ok());
  const TrackInfo& track = demuxer.info()->tracks.at(0);
  const auto pictures_after = [&](uint64_t next_owner) {
    DecoderCache cache;
    int64_t pictures = 0;
    int left = 4;
    for (const support::KeptUnit& kept : keeper.units()) {
      if (kept.unit.track != 0 || left-- <= 0) continue;
      ByteView piece;
      EXPECT_TRUE(cache.Video(track, 1)
                      .value()
                      ->Decode(support::Shown(kept, piece), [](const PictureView&) {})
                      .ok());
    }
    EXPECT_TRUE(cache.Video(track, next_owner)
                    .value()
                    ->Drain([&](const PictureView&) { ++pictures; })
                    .ok());
    return pictures;
  };
  EXPECT_GT(pictures_after(1), 0) << "held back for reordering";
  EXPECT_EQ(pictures_after(2), 0);
}

}  // namespace
}  // namespace vedette::media
