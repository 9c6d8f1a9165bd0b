#include "engine/media/picture_format.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace vedette::media {
namespace {

bool HasPlainPlanes(const AVPixFmtDescriptor& format) {
  constexpr uint64_t kOdd = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                            AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER |
                            AV_PIX_FMT_FLAG_FLOAT;
  if ((format.flags & kOdd) != 0) return false;
  const int planes = format.nb_components >= 3 ? 3 : 1;
  for (int i = 0; i < planes; ++i) {
    const AVComponentDescriptor& component = format.comp[i];
    const int sample_bytes = component.depth > 8 ? 2 : 1;
    if (component.plane != i || component.step != sample_bytes || component.shift != 0 ||
        component.depth < 8) {
      return false;
    }
  }
  return true;
}

bool IsFullRange(const AVFrame& frame) {
  switch (frame.format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
      return true;
    case AV_PIX_FMT_GRAY8:
    case AV_PIX_FMT_GRAY10LE:
    case AV_PIX_FMT_GRAY12LE:
    case AV_PIX_FMT_GRAY16LE:
      return frame.color_range != AVCOL_RANGE_MPEG;  // as swscale takes it
    default:
      return frame.color_range == AVCOL_RANGE_JPEG;
  }
}

}  // namespace

bool FrameViewer::View(const AVFrame& frame, PictureView& view) {
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  if (format == nullptr || frame.width <= 0 || frame.height <= 0) return false;
  const AVFrame* shown = &frame;
  if (!HasPlainPlanes(*format)) {
    shown = Convert(frame);
    if (shown == nullptr) return false;
    format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(shown->format));
  }
  view.pts = frame.pts == AV_NOPTS_VALUE ? kNoTime : Ticks(frame.pts);
  view.key = frame.key_frame != 0;
  // Without concealment libavcodec says DECODE_SLICES of every picture of several slices.
  const int errors = frame.decode_error_flags & ~FF_DECODE_ERROR_DECODE_SLICES;
  view.corrupt = (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || errors != 0;
  view.bit_depth = format->comp[0].depth;
  view.full_range = IsFullRange(*shown);
  view.plane_count = format->nb_components >= 3 ? 3 : 1;
  for (int i = 0; i < view.plane_count; ++i) {
    const bool chroma = i > 0;
    view.planes[static_cast<size_t>(i)] = {
        shown->data[i], shown->linesize[i],
        chroma ? AV_CEIL_RSHIFT(shown->width, format->log2_chroma_w) : shown->width,
        chroma ? AV_CEIL_RSHIFT(shown->height, format->log2_chroma_h) : shown->height};
  }
  return true;
}

const AVFrame* FrameViewer::Convert(const AVFrame& frame) {
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), frame.width, frame.height, static_cast<AVPixelFormat>(frame.format),
      frame.width, frame.height, AV_PIX_FMT_YUV420P, SWS_POINT, nullptr, nullptr, nullptr));
  if (scaler_ == nullptr) return nullptr;
  converted_.reset(av_frame_alloc());
  converted_->format = AV_PIX_FMT_YUV420P;
  converted_->width = frame.width;
  converted_->height = frame.height;
  if (av_frame_get_buffer(converted_.get(), 0) < 0) return nullptr;
  if (sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, converted_->data,
                converted_->linesize) <= 0) {
    return nullptr;
  }
  return converted_.get();
}

AVPixelFormat PixelFormatOf(const PictureView& picture) {
  std::string name = "gray";
  if (picture.plane_count == 3) {
    const auto& luma = picture.planes[0];
    const auto& chroma = picture.planes[1];
    const bool half_width = chroma.width < luma.width;
    const bool quarter_width = chroma.width <= (luma.width + 3) / 4 && luma.width > 4;
    const bool half_height = chroma.height < luma.height;
    name = quarter_width ? (half_height ? "yuv410p" : "yuv411p")
           : half_width  ? (half_height ? "yuv420p" : "yuv422p")
                         : (half_height ? "yuv440p" : "yuv444p");
  }
  if (picture.bit_depth > 8) name += std::to_string(picture.bit_depth) + "le";
  if (name == "gray" && picture.bit_depth == 8) return AV_PIX_FMT_GRAY8;
  return av_get_pix_fmt(name.c_str());
}

}  // namespace vedette::media
