#include "engine/picture/picture_meter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

namespace vedette::picture {
namespace {

using media::PictureView;

// A 4:2:0 picture in memory of its own, its rows longer than its width.
class Picture {
 public:
  Picture(int width, int height, int luma, int bit_depth = 8, int chroma = 128)
      : width_(width), height_(height), bit_depth_(bit_depth) {
    planes_[0] = Filled(width, height, luma);
    for (int i = 1; i < 3; ++i) planes_[i] = Filled(Half(width), Half(height), chroma);
  }

  // The sample of the first `count` luma samples, row by row.
  Picture& Luma(int count, int value) {
    for (int i = 0; i < count; ++i) Put(planes_[0], width_, i % width_, i / width_, value);
    return *this;
  }
  Picture& LumaAt(int x, int y, int value) {
    Put(planes_[0], width_, x, y, value);
    return *this;
  }
  Picture& Chroma(int value) {
    for (int i = 1; i < 3; ++i) planes_[i] = Filled(Half(width_), Half(height_), value);
    return *this;
  }
  Picture& FullRange() {
    full_range_ = true;
    return *this;
  }
  Picture& Grey() {
    grey_ = true;
    return *this;
  }

  PictureView View() const {
    PictureView view;
    view.bit_depth = bit_depth_;
    view.full_range = full_range_;
    view.plane_count = grey_ ? 1 : 3;
    view.planes[0] = {planes_[0].data(), Stride(width_), width_, height_};
    for (size_t i = 1; i < 3; ++i) {
      view.planes[i] = {planes_[i].data(), Stride(Half(width_)), Half(width_), Half(height_)};
    }
    return view;
  }

 private:
  static int Half(int size) { return (size + 1) / 2; }
  int Bytes() const { return bit_depth_ > 8 ? 2 : 1; }
  ptrdiff_t Stride(int width) const { return (width + 32) * Bytes(); }
  void Put(std::vector<uint8_t>& plane, int width, int x, int y, int value) const {
    uint8_t* at = plane.data() + y * Stride(width) + x * Bytes();
    at[0] = static_cast<uint8_t>(value);
    if (Bytes() == 2) at[1] = static_cast<uint8_t>(value >> 8);
  }
  // What lies beyond the width is never black and never the same, and must not count.
  std::vector<uint8_t> Filled(int width, int height, int value) const {
    static uint8_t noise = 0;
    std::vector<uint8_t> plane(static_cast<size_t>(Stride(width) * height), noise += 101);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) Put(plane, width, x, y, value);
    }
    return plane;
  }

  const int width_, height_, bit_depth_;
  bool full_range_ = false, grey_ = false;
  std::vector<uint8_t> planes_[3];
};

struct BlackCase {
  const char* name;
  Picture picture;
  double full;
  double key_frames;
};

TEST(PictureMeterTest, BlackShare) {
  const BlackCase cases[] = {
      {"black", Picture(64, 32, 16), 1, 1},
      {"the highest black", Picture(64, 32, 37), 1, 1},
      {"just not black", Picture(64, 32, 38), 0, 0},
      {"below black", Picture(64, 32, 0), 1, 1},
      {"full range, the highest", Picture(64, 32, 25).FullRange(), 1, 1},
      {"full range, just not", Picture(64, 32, 26).FullRange(), 0, 0},
      {"10 bits, the highest", Picture(64, 32, 151, 10), 1, 1},
      {"10 bits, just not", Picture(64, 32, 152, 10), 0, 0},
      {"upper half", Picture(64, 32, 200).Luma(64 * 16, 16), 0.5, 0.5},
      {"a line", Picture(64, 32, 16).Luma(64, 200), 31.0 / 32, 1},
      {"grey", Picture(64, 32, 16).Grey(), 1, 1},
      {"odd size", Picture(37, 21, 16).Luma(37 * 20, 200), 1.0 / 21, 1.0 / 3},
      {"one sample", Picture(1, 1, 16), 1, 1},
  };
  for (const BlackCase& c : cases) {
    PictureMeter full(MeterMode::kFull);
    EXPECT_DOUBLE_EQ(full.Measure(c.picture.View()).black_share, c.full) << c.name;
    PictureMeter key_frames(MeterMode::kKeyFrames);
    EXPECT_DOUBLE_EQ(key_frames.Measure(c.picture.View()).black_share, c.key_frames) << c.name;
  }
}

class PictureMeterModeTest : public testing::TestWithParam<MeterMode> {};

TEST_P(PictureMeterModeTest, FirstPictureHasNothingToCompare) {
  PictureMeter meter(GetParam());
  const PictureMeasure measure = meter.Measure(Picture(64, 32, 100).View());
  EXPECT_TRUE(std::isnan(measure.still_difference));
  EXPECT_FALSE(measure.identical);
}

TEST_P(PictureMeterModeTest, SamePictureIsIdentical) {
  PictureMeter meter(GetParam());
  meter.Measure(Picture(64, 32, 100).View());
  const PictureMeasure measure = meter.Measure(Picture(64, 32, 100).View());
  EXPECT_EQ(measure.still_difference, 0);
  EXPECT_TRUE(measure.identical);
}

TEST_P(PictureMeterModeTest, DifferenceIsAShareOfTheRange) {
  for (const int bit_depth : {8, 10, 16}) {
    const int scale = 1 << (bit_depth - 8);
    PictureMeter meter(GetParam());
    meter.Measure(Picture(64, 32, 100 * scale, bit_depth, 0).View());
    const auto measure = meter.Measure(Picture(64, 32, 116 * scale, bit_depth, 16 * scale).View());
    EXPECT_DOUBLE_EQ(measure.still_difference, 1.0 / 16) << bit_depth;
    EXPECT_FALSE(measure.identical);
  }
}

// A slow fade: no step is larger than the limit, but the distance from the first picture is.
TEST_P(PictureMeterModeTest, ComparesWithTheFirstPictureOfTheRun) {
  PictureMeter meter(GetParam());
  const auto at = [&](int bit16) {
    return meter.Measure(Picture(64, 32, bit16, 16, 0).Grey().View()).still_difference;
  };
  at(30000);
  EXPECT_DOUBLE_EQ(at(30040), 40.0 / 65536);
  EXPECT_DOUBLE_EQ(at(30060), 60.0 / 65536) << "against the first, not the one before";
  EXPECT_DOUBLE_EQ(at(30080), 80.0 / 65536) << "has moved: the new reference";
  EXPECT_DOUBLE_EQ(at(30100), 20.0 / 65536);
}

TEST_P(PictureMeterModeTest, AnotherShapeStartsAfresh) {
  PictureMeter meter(GetParam());
  for (const Picture& picture : {Picture(64, 32, 100), Picture(32, 64, 100),
                                 Picture(32, 64, 100, 10), Picture(32, 64, 100, 10).Grey()}) {
    const PictureMeasure measure = meter.Measure(picture.View());
    EXPECT_TRUE(std::isnan(measure.still_difference));
    EXPECT_FALSE(measure.identical);
  }
}

TEST_P(PictureMeterModeTest, ResetAndAnotherModeForget) {
  PictureMeter meter(GetParam());
  const Picture picture(64, 32, 100);
  meter.Measure(picture.View());
  meter.SetMode(GetParam());
  EXPECT_TRUE(meter.Measure(picture.View()).identical) << "the same mode changes nothing";
  meter.Reset();
  EXPECT_TRUE(std::isnan(meter.Measure(picture.View()).still_difference));
  const bool full = GetParam() == MeterMode::kFull;
  meter.SetMode(full ? MeterMode::kKeyFrames : MeterMode::kFull);
  EXPECT_TRUE(std::isnan(meter.Measure(picture.View()).still_difference));
}

TEST_P(PictureMeterModeTest, PictureWithoutSamplesMeasuresNothing) {
  PictureMeter meter(GetParam());
  const PictureMeasure measure = meter.Measure(PictureView());
  EXPECT_EQ(measure.black_share, 0);
  EXPECT_TRUE(std::isnan(measure.still_difference));
}

INSTANTIATE_TEST_SUITE_P(Both, PictureMeterModeTest,
                         testing::Values(MeterMode::kFull, MeterMode::kKeyFrames),
                         [](const auto& test) {
                           return test.param == MeterMode::kFull ? "Full" : "KeyFrames";
                         });

TEST(PictureMeterTest, TopRowsAreComparedWithThoseSeenLast) {
  PictureMeter meter(MeterMode::kKeyFrames);
  meter.Measure(Picture(64, 32, 100).View());
  const Picture first(64, 16, 100), other(64, 16, 200), dark(64, 16, 16);
  EXPECT_TRUE(std::isnan(meter.MeasureTop(first.View()).coarse_difference));
  EXPECT_DOUBLE_EQ(meter.MeasureTop(other.View()).coarse_difference, 100.0 / 256);
  EXPECT_DOUBLE_EQ(meter.MeasureTop(other.View()).coarse_difference, 0);
  EXPECT_DOUBLE_EQ(meter.MeasureTop(other.View()).black_share, 0);
  EXPECT_DOUBLE_EQ(meter.MeasureTop(dark.View()).black_share, 1);
  EXPECT_TRUE(std::isnan(meter.MeasureTop(Picture(128, 16, 16).View()).coarse_difference));
}

TEST(PictureMeterTest, TopRowsOfWholePicturesCount) {
  PictureMeter meter(MeterMode::kKeyFrames);
  const Picture whole(64, 32, 100), top(64, 16, 100), other(64, 16, 200);
  meter.Measure(whole.View());
  meter.MeasureTop(other.View());
  meter.Measure(whole.View());
  EXPECT_DOUBLE_EQ(meter.MeasureTop(top.View()).coarse_difference, 0);
  EXPECT_TRUE(meter.Measure(whole.View()).identical);
}

TEST(PictureMeterTest, WhereTopRowsMovedWholePicturesBeforeAreNoReference) {
  PictureMeter meter(MeterMode::kKeyFrames);
  const Picture whole(64, 32, 100), top(64, 16, 100), other(64, 16, 200);
  meter.Measure(whole.View());
  meter.MeasureTop(top.View());
  meter.Measure(whole.View());
  EXPECT_GT(meter.MeasureTop(other.View()).still_difference, 0.1);
  EXPECT_TRUE(std::isnan(meter.Measure(whole.View()).still_difference));
  EXPECT_TRUE(meter.Measure(whole.View()).identical);
}

TEST(PictureMeterTest, FullSeesEverySampleAndAllPlanes) {
  PictureMeter meter(MeterMode::kFull);
  meter.Measure(Picture(64, 32, 100).View());
  const auto corner = meter.Measure(Picture(64, 32, 100).LumaAt(63, 31, 101).View());
  EXPECT_DOUBLE_EQ(corner.still_difference, 1.0 / (64 * 32 * 1.5) / 256);
  EXPECT_FALSE(corner.identical);
  const auto chroma = meter.Measure(Picture(64, 32, 100).Chroma(152).View());
  EXPECT_DOUBLE_EQ(chroma.still_difference, 24.0 / 3 / 256);
}

TEST(PictureMeterTest, KeyFramesSeesTheMiddleOfEachBlock) {
  PictureMeter meter(MeterMode::kKeyFrames);
  meter.Measure(Picture(64, 32, 100).View());
  EXPECT_TRUE(meter.Measure(Picture(64, 32, 100).LumaAt(63, 31, 255).Chroma(0).View()).identical);
  const auto middle = meter.Measure(Picture(64, 32, 100).LumaAt(12, 20, 132).View());
  EXPECT_DOUBLE_EQ(middle.still_difference, 32.0 / (8 * 4) / 256);
}

}  // namespace
}  // namespace vedette::picture
