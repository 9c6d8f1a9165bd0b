// The room engine/picture: what a decoded picture shows. It uses base and media's value headers
// (no libav), and is called by monitor on the worker that decodes.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "engine/media/picture_view.h"

namespace vedette::picture {

// What one picture measured. Value; feeds checks::PictureFact.
struct PictureMeasure {
  // Share of luma samples at or below black: 16 + 0.10 x 219 in limited range, 0.10 x 255 in full
  // range, scaled to the bit depth (FFmpeg blackdetect's default). 0..1.
  double black_share = 0;
  // Mean absolute difference / 2^bitdepth over all planes against the reference, the first picture
  // of the present run of stillness. NaN without reference (first picture, another format).
  double still_difference = std::numeric_limits<double>::quiet_NaN();
  // The same where only samples that differ by more than 1/8 of the range count, on the luma
  // samples of the 8x8 grid and against the first picture of the run in which this stays under
  // kStillLimit. An encoder that codes a still picture anew changes it everywhere by a little;
  // things that move change it somewhere by a lot. NaN without.
  double coarse_difference = std::numeric_limits<double>::quiet_NaN();
  bool identical = false;  // every sample looked at equals the reference's
};

enum class MeterMode : uint8_t {
  kFull,       // looks at every sample, keeps the whole reference picture (3 MB at 1080p)
  kKeyFrames,  // looks at one luma sample of each 8x8 block, keeps those (32 KB at 1080p, nothing
               // once top rows have moved, twice that while the picture is still but coded anew)
};

// Measures the pictures of one video track in presentation order. Confined to the stream's strand.
class PictureMeter {
 public:
  // Above this a picture has moved and becomes the reference (FFmpeg freezedetect's default noise).
  static constexpr double kStillLimit = 0.001;

  explicit PictureMeter(MeterMode mode) : mode_(mode) {}

  PictureMeasure Measure(const media::PictureView& picture);

  // The top rows of a picture, its luma alone: their share of black, and as both differences the
  // coarse one from the top rows seen last, those of a whole picture too (NaN: none, or of another
  // shape). Where these moved, the whole pictures before are no reference any more.
  PictureMeasure MeasureTop(const media::PictureView& rows);

  // Forgets the past, as at a jump or a change of rendition.
  void Reset();
  // Another mode from the next picture on; forgets the past when it differs.
  void SetMode(MeterMode mode);
  MeterMode mode() const { return mode_; }

 private:
  struct Shape {
    bool operator==(const Shape&) const = default;
    int width = 0, height = 0, bit_depth = 0, plane_count = 0;
    int chroma_width = 0, chroma_height = 0;
  };
  static Shape ShapeOf(const media::PictureView& picture);

  using Samples = std::vector<uint8_t>;  // packed; of 1 or 2 bytes

  MeterMode mode_;
  Shape shape_;        // of what is kept; width 0 = nothing is
  Samples reference_;  // kFull: all planes
  // Grids: the references of the differences, one and the same while the picture moves.
  std::shared_ptr<const Samples> still_;  // kKeyFrames only
  std::shared_ptr<const Samples> coarse_;
  Samples top_;  // the grid of the latest top rows (2 KB at 1080p); empty before MeasureTop
};

}  // namespace vedette::picture
