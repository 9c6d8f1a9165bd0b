// Internal to engine/media: decoded frames as plain planes of samples.
#pragma once

#include "engine/media/av_handles.h"
#include "engine/media/picture_view.h"

namespace vedette::media {

// Shows frames as PictureViews; those whose samples do not lie in planes of their own (NV12, RGB,
// palettes, big-endian) are converted to 8-bit 4:2:0 first. Confined to a decoder.
class FrameViewer {
 public:
  // False when the frame can't be shown. The view is valid until the next call and as long as
  // `frame` lives.
  bool View(const AVFrame& frame, PictureView& view);

 private:
  const AVFrame* Convert(const AVFrame& frame);

  ScalerPtr scaler_;
  FramePtr converted_;
};

// libav's name for the planes, AV_PIX_FMT_NONE when there is none.
AVPixelFormat PixelFormatOf(const PictureView& picture);

}  // namespace vedette::media
