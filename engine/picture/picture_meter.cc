#include "engine/picture/picture_meter.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace vedette::picture {
namespace {

using media::PictureView;
using Plane = PictureView::Plane;

constexpr int kBlock = 8;
constexpr int kCoarse = 8;  // of the range: more than a requantised picture moves a sample

// The highest luma that is black.
int BlackLimit(const PictureView& picture) {
  const double eight_bit = picture.full_range ? 0.10 * 255 : 16 + 0.10 * 219;
  return static_cast<int>(eight_bit * (1 << (picture.bit_depth - 8)));
}

size_t SampleBytes(const PictureView& picture) { return picture.bit_depth > 8 ? 2 : 1; }

// These three are the whole cost of a picture at depth `full`: plain loops that vectorise.
template <typename T>
int64_t CountUpTo(const T* samples, int count, int limit) {
  int found = 0;
  for (int i = 0; i < count; ++i) found += samples[i] <= limit ? 1 : 0;
  return found;
}

template <typename T>
int64_t SumOfDifferences(const T* a, const T* b, int count) {
  int sum = 0;  // 16-bit rows of 16,384 samples stay below 2^31
  for (int i = 0; i < count; ++i) sum += std::abs(a[i] - b[i]);
  return sum;
}

template <typename T>
int64_t SumOfLargeDifferences(const T* a, const T* b, int count, int limit) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    const int difference = std::abs(a[i] - b[i]);
    sum += difference > limit ? difference : 0;
  }
  return sum;
}

template <typename T>
const T* Row(const Plane& plane, int y) {
  return reinterpret_cast<const T*>(plane.data + y * plane.stride_bytes);
}

template <typename T>
int64_t BlackSamples(const Plane& luma, int limit) {
  int64_t found = 0;
  for (int y = 0; y < luma.height; ++y) found += CountUpTo(Row<T>(luma, y), luma.width, limit);
  return found;
}

// One luma sample of each 8x8 block: the middle one, or the last of a block cut short.
template <typename T>
void TakeGrid(const Plane& luma, std::vector<uint8_t>& out) {
  const int columns = (luma.width + kBlock - 1) / kBlock;
  const int rows = (luma.height + kBlock - 1) / kBlock;
  out.resize(static_cast<size_t>(columns) * static_cast<size_t>(rows) * sizeof(T));
  auto* at = reinterpret_cast<T*>(out.data());
  for (int j = 0; j < rows; ++j) {
    const T* row = Row<T>(luma, std::min(j * kBlock + kBlock / 2, luma.height - 1));
    for (int i = 0; i < columns; ++i)
      *at++ = row[std::min(i * kBlock + kBlock / 2, luma.width - 1)];
  }
}

// `limit` as for SumOfLargeDifferences; -1: all differences.
template <typename T>
int64_t PackedDifference(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b, int limit) {
  constexpr size_t kStep = 16384;
  const size_t count = a.size() / sizeof(T);
  int64_t sum = 0;
  for (size_t at = 0; at < count; at += kStep) {
    const auto* left = reinterpret_cast<const T*>(a.data()) + at;
    const auto* right = reinterpret_cast<const T*>(b.data()) + at;
    const int step = static_cast<int>(std::min(kStep, count - at));
    sum += limit < 0 ? SumOfDifferences(left, right, step)
                     : SumOfLargeDifferences(left, right, step, limit);
  }
  return sum;
}

template <typename T>
int64_t PictureDifference(const PictureView& picture, const std::vector<uint8_t>& packed) {
  int64_t sum = 0;
  auto* at = reinterpret_cast<const T*>(packed.data());
  for (int i = 0; i < picture.plane_count; ++i) {
    const Plane& plane = picture.planes[static_cast<size_t>(i)];
    for (int y = 0; y < plane.height; ++y, at += plane.width) {
      sum += SumOfDifferences(Row<T>(plane, y), at, plane.width);
    }
  }
  return sum;
}

void Pack(const PictureView& picture, std::vector<uint8_t>& out) {
  const size_t sample_bytes = SampleBytes(picture);
  size_t size = 0;
  for (int i = 0; i < picture.plane_count; ++i) {
    const Plane& plane = picture.planes[static_cast<size_t>(i)];
    size += static_cast<size_t>(plane.width) * static_cast<size_t>(plane.height) * sample_bytes;
  }
  out.resize(size);
  uint8_t* at = out.data();
  for (int i = 0; i < picture.plane_count; ++i) {
    const Plane& plane = picture.planes[static_cast<size_t>(i)];
    const size_t row_bytes = static_cast<size_t>(plane.width) * sample_bytes;
    for (int y = 0; y < plane.height; ++y, at += row_bytes) {
      std::memcpy(at, plane.data + y * plane.stride_bytes, row_bytes);
    }
  }
}

// Mean difference of one sample, as a share of the sample range.
double MeanDifference(int64_t sum, size_t bytes, const PictureView& picture) {
  const double samples = static_cast<double>(bytes / SampleBytes(picture));
  return static_cast<double>(sum) / samples / (1 << picture.bit_depth);
}

void TakeGrid(const PictureView& picture, std::vector<uint8_t>& out) {
  picture.bit_depth > 8 ? TakeGrid<uint16_t>(picture.planes[0], out)
                        : TakeGrid<uint8_t>(picture.planes[0], out);
}

Plane AsPlane(const PictureView& picture, const std::vector<uint8_t>& grid) {
  return {grid.data(), 0, static_cast<int>(grid.size() / SampleBytes(picture)), 1};
}

double BlackShare(const PictureView& picture, const Plane& luma) {
  const int limit = BlackLimit(picture);
  const int64_t black = picture.bit_depth > 8 ? BlackSamples<uint16_t>(luma, limit)
                                              : BlackSamples<uint8_t>(luma, limit);
  return static_cast<double>(black) / luma.width / luma.height;
}

int64_t GridDifference(const PictureView& picture, const std::vector<uint8_t>& a,
                       const std::vector<uint8_t>& b, int limit) {
  return picture.bit_depth > 8 ? PackedDifference<uint16_t>(a, b, limit)
                               : PackedDifference<uint8_t>(a, b, limit);
}

double CoarseDifference(const PictureView& picture, const std::vector<uint8_t>& a,
                        const std::vector<uint8_t>& b) {
  return MeanDifference(GridDifference(picture, a, b, (1 << picture.bit_depth) / kCoarse), a.size(),
                        picture);
}

}  // namespace

PictureMeter::Shape PictureMeter::ShapeOf(const PictureView& picture) {
  Shape shape = {picture.planes[0].width, picture.planes[0].height, picture.bit_depth,
                 picture.plane_count};
  if (picture.plane_count > 1) {
    shape.chroma_width = picture.planes[1].width;
    shape.chroma_height = picture.planes[1].height;
  }
  return shape;
}

PictureMeasure PictureMeter::Measure(const PictureView& picture) {
  PictureMeasure measure;
  const Plane& luma = picture.planes[0];
  if (luma.data == nullptr || luma.width <= 0 || luma.height <= 0) return measure;
  if (const Shape shape = ShapeOf(picture); shape != shape_) {
    Reset();
    shape_ = shape;
  }
  const bool deep = picture.bit_depth > 8;
  const auto grid = std::make_shared<Samples>();
  TakeGrid(picture, *grid);
  if (top_.size() <= grid->size()) std::copy_n(grid->begin(), top_.size(), top_.begin());
  const bool full = mode_ == MeterMode::kFull;
  measure.black_share = BlackShare(picture, full ? luma : AsPlane(picture, *grid));
  if (coarse_ != nullptr) measure.coarse_difference = CoarseDifference(picture, *grid, *coarse_);
  if (!(measure.coarse_difference <= kStillLimit)) coarse_ = grid;
  const size_t reference_bytes = full ? reference_.size() : still_ ? still_->size() : 0;
  if (reference_bytes > 0) {
    const int64_t sum = !full  ? GridDifference(picture, *grid, *still_, -1)
                        : deep ? PictureDifference<uint16_t>(picture, reference_)
                               : PictureDifference<uint8_t>(picture, reference_);
    measure.still_difference = MeanDifference(sum, reference_bytes, picture);
    measure.identical = sum == 0;
  }
  if (!(measure.still_difference <= kStillLimit)) {
    if (full) {
      Pack(picture, reference_);
    } else {
      still_ = grid;
    }
  }
  return measure;
}

PictureMeasure PictureMeter::MeasureTop(const PictureView& rows) {
  PictureMeasure measure;
  Samples grid;
  TakeGrid(rows, grid);
  measure.black_share = BlackShare(rows, AsPlane(rows, grid));
  if (top_.size() == grid.size()) measure.coarse_difference = CoarseDifference(rows, grid, top_);
  measure.still_difference = measure.coarse_difference;
  top_ = std::move(grid);
  if (!(measure.coarse_difference <= kStillLimit)) {
    still_.reset();
    coarse_.reset();
  }
  return measure;
}

void PictureMeter::Reset() {
  shape_ = Shape();
  reference_.clear();
  still_.reset();
  coarse_.reset();
  top_.clear();
}

void PictureMeter::SetMode(MeterMode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  Reset();
}

}  // namespace vedette::picture
