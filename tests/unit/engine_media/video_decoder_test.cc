#include "engine/media/video_decoder.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "engine/media/av_demuxer.h"
#include "engine/media/library_scope.h"
#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

using support::KeptUnit;
using support::MadeMedia;
using support::ReadBytes;
using support::Shown;
using support::UnitKeeper;
using support::UsualMedia;

// The pictures of one file, and a decoder for them.
struct Clip {
  explicit Clip(const std::string& path) {
    AvDemuxer demuxer;
    UnitKeeper keeper;
    EXPECT_TRUE(demuxer.Read(ReadBytes(path), nullptr, keeper).ok());
    track = demuxer.info()->tracks.at(0);
    for (const KeptUnit& kept : keeper.units()) {
      if (kept.unit.track == 0) units.push_back(kept);
    }
    auto made = VideoDecoder::Create(track);
    EXPECT_TRUE(made.ok()) << made.status().ToString();
    decoder = std::move(*made);
  }

  TrackInfo track;
  std::vector<KeptUnit> units;
  std::unique_ptr<VideoDecoder> decoder;
};

struct Seen {
  Ticks pts;
  bool key, corrupt, full_range;
  int width, height, chroma_width, bit_depth, first_luma;
};

VideoDecoder::Sink Into(std::vector<Seen>& seen) {
  return [&seen](const PictureView& view) {
    const auto* luma = view.planes[0].data;
    const int first = view.bit_depth > 8 ? luma[0] | luma[1] << 8 : luma[0];
    seen.push_back({view.pts, view.key, view.corrupt, view.full_range, view.planes[0].width,
                    view.planes[0].height, view.planes[1].width, view.bit_depth, first});
  };
}

class VideoDecoderContainerTest : public testing::TestWithParam<const char*> {};

TEST_P(VideoDecoderContainerTest, DecodesASequenceInPresentationOrder) {
  Clip clip(UsualMedia(GetParam()));
  std::vector<Seen> seen;
  for (const KeptUnit& kept : clip.units) {
    ByteView piece;
    ASSERT_TRUE(clip.decoder->Decode(Shown(kept, piece), Into(seen)).ok());
  }
  ASSERT_TRUE(clip.decoder->Drain(Into(seen)).ok());
  ASSERT_EQ(seen.size(), 100U);
  EXPECT_EQ(clip.decoder->pictures(), 100);
  EXPECT_EQ(clip.decoder->corrupt_pictures(), 0);
  EXPECT_EQ(clip.decoder->errors(), 0);
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].key, i % 25 == 0) << i;
    EXPECT_NEAR(Seconds(seen[i].pts - seen[0].pts), 0.04 * static_cast<double>(i), 0.0011);
  }
  EXPECT_EQ(seen[0].width, 320);
  EXPECT_EQ(seen[0].height, 180);
  EXPECT_EQ(seen[0].chroma_width, 160);
  EXPECT_FALSE(seen[0].full_range);
}

TEST_P(VideoDecoderContainerTest, DecodesKeyFramesAlone) {
  Clip clip(UsualMedia(GetParam()));
  std::vector<Seen> seen;
  for (const KeptUnit& kept : clip.units) {
    if (!kept.unit.key) continue;
    ByteView piece;
    const size_t before = seen.size();
    ASSERT_TRUE(clip.decoder->DecodeAlone(Shown(kept, piece), Into(seen)).ok());
    ASSERT_EQ(seen.size(), before + 1) << "its picture comes within the call";
    EXPECT_EQ(seen.back().pts, kept.unit.pts);
    EXPECT_TRUE(seen.back().key);
    EXPECT_FALSE(seen.back().corrupt);
  }
  EXPECT_EQ(seen.size(), 4U);
}

INSTANTIATE_TEST_SUITE_P(All, VideoDecoderContainerTest, testing::Values(".ts", ".mp4"),
                         [](const auto& test) { return std::string(test.param + 1); });

struct Format {
  const char* name;
  const char* arguments;
  int bit_depth;
  int luma;
  bool full_range;
};

class VideoDecoderFormatTest : public testing::TestWithParam<Format> {};

TEST_P(VideoDecoderFormatTest, ShowsPlainPlanes) {
  const Format& format = GetParam();
  Clip clip(MadeMedia(
      std::string("-f lavfi -i color=black:s=160x90:r=25 -frames:v 5 ") + format.arguments,
      ".mkv"));
  std::vector<Seen> seen;
  ByteView piece;
  ASSERT_TRUE(clip.decoder->DecodeAlone(Shown(clip.units.at(0), piece), Into(seen)).ok());
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].bit_depth, format.bit_depth);
  EXPECT_NEAR(seen[0].first_luma, format.luma, 1 << (format.bit_depth - 8));
  EXPECT_EQ(seen[0].full_range, format.full_range);
}

INSTANTIATE_TEST_SUITE_P(
    All, VideoDecoderFormatTest,
    testing::Values(Format{"H264High10", "-c:v libx264 -pix_fmt yuv420p10le", 10, 64, false},
                    Format{"Hevc", "-c:v libx265 -pix_fmt yuv420p", 8, 16, false},
                    Format{"Mpeg2", "-c:v mpeg2video", 8, 16, false},
                    Format{"MjpegFullRange", "-c:v mjpeg -pix_fmt yuvj420p", 8, 0, true},
                    Format{"RgbIsConverted", "-c:v ffv1 -pix_fmt bgr0", 8, 16, false},
                    Format{"Grey", "-c:v ffv1 -pix_fmt gray", 8, 0, true}),
    [](const auto& test) { return std::string(test.param.name); });

struct TopCase {
  const char* name;
  const char* encoder;
  const char* suffix;
  const char* error;  // "": the rows are given
  // Of the picture after scaling: nothing but a band at the top holds detail.
  const char* filter = "";
};

class VideoDecoderTopTest : public testing::TestWithParam<TopCase> {};

TEST_P(VideoDecoderTopTest, GivesTheTopRowsOfTheWholePictureOrSaysNo) {
  const TopCase& test = GetParam();
  Clip clip(MadeMedia(std::string("-f lavfi -i testsrc2=s=1280x720:r=25,noise=alls=8:allf=t") +
                          test.filter + " -frames:v 3 " + test.encoder,
                      test.suffix));
  auto top_decoder = VideoDecoder::Create(clip.track);
  ASSERT_TRUE(top_decoder.ok());
  std::vector<uint8_t> top, whole;
  int rows = 0;
  const auto copy = [](std::vector<uint8_t>& out, int* height) {
    return [&out, height](const PictureView& view) {
      const PictureView::Plane& luma = view.planes[0];
      if (height != nullptr) *height = luma.height;
      for (int y = 0; y < luma.height; ++y) {
        const uint8_t* row = luma.data + y * luma.stride_bytes;
        out.insert(out.end(), row, row + luma.width * (view.bit_depth > 8 ? 2 : 1));
      }
    };
  };
  ByteView piece;
  ASSERT_TRUE(clip.decoder->DecodeAlone(Shown(clip.units.at(0), piece), copy(whole, nullptr)).ok());
  EXPECT_EQ(clip.decoder->corrupt_pictures(), 0);
  // A picture before it, so that buffers are not new.
  (void)(*top_decoder)->DecodeAlone(Shown(clip.units.at(0), piece), [](const PictureView&) {});
  const base::Status status =
      (*top_decoder)->DecodeTop(Shown(clip.units.at(0), piece), copy(top, &rows));
  ASSERT_EQ(status.reason(), test.error);
  if (!status.ok()) {
    EXPECT_TRUE(top.empty());
    return;
  }
  EXPECT_EQ(rows, 32);
  ASSERT_LT(top.size(), whole.size());
  whole.resize(top.size());
  EXPECT_EQ(top, whole);
}

constexpr char kBusyTop[] = ",drawbox=y=40:h=680:c=gray:t=fill";

INSTANTIATE_TEST_SUITE_P(
    All, VideoDecoderTopTest,
    testing::Values(
        TopCase{"AnnexB", "-c:v libx264 -preset veryfast -b:v 4M", ".ts", ""},
        TopCase{"LengthPrefixed", "-c:v libx264 -preset veryfast -b:v 4M", ".mp4", ""},
        TopCase{"Slices", "-c:v libx264 -preset veryfast -x264-params slices=8", ".ts", ""},
        TopCase{"TenBits", "-c:v libx264 -preset veryfast -pix_fmt yuv420p10le", ".ts", ""},
        TopCase{"Cavlc", "-c:v libx264 -preset ultrafast", ".ts", ""},
        TopCase{"Mpeg2", "-c:v mpeg2video -q:v 4", ".ts", ""},
        TopCase{"Hevc", "-c:v libx265 -preset ultrafast -x265-params log-level=none", ".ts",
                "unsupported"},
        TopCase{"AllBytesInTheTop", "-c:v libx264 -preset veryfast -qp 20", ".ts", "too_little",
                kBusyTop}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(VideoDecoderTest, GivesAndMarksDamagedPictures) {
  const LibraryScope library;
  Clip clip(UsualMedia(".ts"));
  KeptUnit damaged = clip.units.at(0);
  const size_t half = damaged.bytes.size() / 2;
  damaged.bytes.resize(half);
  damaged.unit.size_bytes = static_cast<int32_t>(half);
  std::vector<Seen> seen;
  ByteView piece;
  ASSERT_TRUE(clip.decoder->DecodeAlone(Shown(damaged, piece), Into(seen)).ok());
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].corrupt);
  EXPECT_EQ(clip.decoder->corrupt_pictures(), 1);
  // The next one is whole.
  ASSERT_TRUE(clip.decoder->DecodeAlone(Shown(clip.units.at(0), piece), Into(seen)).ok());
  EXPECT_FALSE(seen[1].corrupt);
}

TEST(VideoDecoderTest, MarksPicturesOfDamagedUnitsInASequence) {
  Clip clip(UsualMedia(".ts"));
  clip.units.at(40).unit.corrupt = true;
  std::vector<Seen> seen;
  ByteView piece;
  for (const KeptUnit& kept : clip.units) {
    ASSERT_TRUE(clip.decoder->Decode(Shown(kept, piece), Into(seen)).ok());
  }
  ASSERT_TRUE(clip.decoder->Drain(Into(seen)).ok());
  ASSERT_EQ(seen.size(), 100U);
  for (const Seen& picture : seen) {
    EXPECT_EQ(picture.corrupt, picture.pts == clip.units[40].unit.pts);
  }
}

TEST(VideoDecoderTest, GoesOnAfterGarbage) {
  Clip clip(UsualMedia(".ts"));
  KeptUnit garbage;
  garbage.bytes.assign(5000, 0x5a);
  garbage.unit.size_bytes = 5000;
  std::vector<Seen> seen;
  ByteView piece;
  EXPECT_EQ(clip.decoder->DecodeAlone(Shown(garbage, piece), Into(seen)).reason(), "invalid_data");
  EXPECT_EQ(clip.decoder->errors(), 1);
  EXPECT_EQ(clip.decoder->DecodeAlone(AccessUnit(), Into(seen)).reason(), "invalid_data");
  EXPECT_TRUE(clip.decoder->DecodeAlone(Shown(clip.units.at(0), piece), Into(seen)).ok());
  EXPECT_EQ(seen.size(), 1U);
}

TEST(VideoDecoderTest, AloneThrowsAwayASequenceUnderWay) {
  Clip clip(UsualMedia(".ts"));
  std::vector<Seen> seen;
  ByteView piece;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(
        clip.decoder->Decode(Shown(clip.units[static_cast<size_t>(i)], piece), Into(seen)).ok());
  }
  seen.clear();
  ASSERT_TRUE(clip.decoder->DecodeAlone(Shown(clip.units[25], piece), Into(seen)).ok());
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].pts, clip.units[25].unit.pts);
}

TEST(VideoDecoderTest, RefusesWhatItCannotDecode) {
  TrackInfo track;
  track.codec = "no such codec";
  EXPECT_EQ(VideoDecoder::Create(track).status().reason(), "unsupported");
  track.codec = "aac";
  EXPECT_EQ(VideoDecoder::Create(track).status().reason(), "unsupported");
}

}  // namespace
}  // namespace vedette::media
