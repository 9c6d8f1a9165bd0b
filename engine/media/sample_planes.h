// Internal to engine/media: decoded sound as floats per channel.
#pragma once

#include <span>
#include <vector>

#include "engine/media/av_handles.h"

namespace vedette::media {

// Shows a decoded frame's sound as one span of floats (full scale +-1) per channel; converts what
// is not planar float. Confined to a decoder.
class SamplePlanes {
 public:
  // Empty when the sample format is unknown. Valid until the next call and as long as `frame`
  // lives.
  std::span<const std::span<const float>> View(const AVFrame& frame);

 private:
  template <typename T>
  void Convert(const AVFrame& frame, bool planar, float offset, float scale);

  std::vector<std::vector<float>> converted_;
  std::vector<std::span<const float>> channels_;
};

}  // namespace vedette::media
