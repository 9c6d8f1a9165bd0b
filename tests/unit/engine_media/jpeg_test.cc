#include "engine/media/jpeg.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/media/av_opener.h"
#include "engine/media/video_decoder.h"

namespace vedette::media {
namespace {

// A picture of one colour, its planes in memory of its own.
struct Plain {
  Plain(int width, int height, int luma, int bit_depth = 8, int plane_count = 3) {
    view.bit_depth = bit_depth;
    view.plane_count = plane_count;
    const int bytes = bit_depth > 8 ? 2 : 1;
    for (int i = 0; i < plane_count; ++i) {
      const int w = i == 0 ? width : (width + 1) / 2;
      const int h = i == 0 ? height : (height + 1) / 2;
      const int value = i == 0 ? luma : 128 << (bit_depth - 8);
      // Rows longer than the width, and read by blocks of up to 64 bytes.
      const int stride = (w * bytes + 63) / 64 * 64;
      auto& plane = planes[i];
      plane.resize(static_cast<size_t>(stride * h + 64));
      for (size_t at = 0; at < plane.size(); ++at) {
        plane[at] = static_cast<uint8_t>(bytes == 2 && at % 2 == 1 ? value >> 8 : value);
      }
      view.planes[static_cast<size_t>(i)] = {plane.data(), stride, w, h};
    }
  }
  std::vector<uint8_t> planes[3];
  PictureView view;
};

struct Decoded {
  int width = 0, height = 0, luma = -1;
};

Decoded Decode(const Bytes& jpeg) {
  TrackInfo track;
  track.codec = "mjpeg";
  const auto decoder = VideoDecoder::Create(track);
  Decoded decoded;
  const ByteView piece = jpeg;
  AccessUnit unit;
  unit.size_bytes = static_cast<int32_t>(jpeg.size());
  unit.pieces = {&piece, 1};
  EXPECT_TRUE(
      (*decoder)
          ->DecodeAlone(
              unit,
              [&](const PictureView& view) {
                decoded = {view.planes[0].width, view.planes[0].height, view.planes[0].data[0]};
              })
          .ok());
  return decoded;
}

struct JpegCase {
  const char* name;
  Plain picture;
  bool full_range;
  int width, height, luma;
};

TEST(JpegEncoderTest, ScalesDownAndIsFullRange) {
  JpegCase cases[] = {
      {"hd", Plain(1920, 1080, 235), false, 320, 180, 255},
      {"black", Plain(1920, 1080, 16), false, 320, 180, 0},
      {"full range", Plain(640, 360, 128), true, 320, 180, 128},
      {"10 bits", Plain(1280, 720, 940, 10), false, 320, 180, 255},
      {"grey", Plain(640, 480, 200, 8, 1), true, 320, 240, 200},
      {"never enlarged", Plain(161, 91, 235), false, 160, 90, 255},
      {"narrow", Plain(9, 1000, 235), false, 8, 888, 255},
      {"tiny", Plain(1, 1, 235), false, 2, 2, 255},
  };
  JpegEncoder encoder;
  for (JpegCase& c : cases) {
    c.picture.view.full_range = c.full_range;
    const auto jpeg = encoder.Encode(c.picture.view);
    ASSERT_TRUE(jpeg.ok()) << c.name << jpeg.status().ToString();
    const Decoded decoded = Decode(*jpeg);
    EXPECT_EQ(decoded.width, c.width) << c.name;
    EXPECT_EQ(decoded.height, c.height) << c.name;
    EXPECT_NEAR(decoded.luma, c.luma, 3) << c.name;
  }
}

TEST(JpegEncoderTest, RefusesWhatIsNoPicture) {
  JpegEncoder encoder;
  EXPECT_EQ(encoder.Encode(PictureView()).status().reason(), "invalid_data");
  Plain wide(64, 32, 100);
  wide.view.planes[0].width = 16385;
  EXPECT_EQ(encoder.Encode(wide.view).status().reason(), "invalid_data");
  EXPECT_TRUE(encoder.Encode(Plain(64, 32, 100).view).ok()) << "and goes on";
}

}  // namespace
}  // namespace vedette::media
