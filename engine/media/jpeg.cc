#include "engine/media/jpeg.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <utility>

#include "engine/media/av_handles.h"
#include "engine/media/picture_format.h"

namespace vedette::media {
namespace {

constexpr int kMaxSide = 16384;
constexpr int kQuality = 5;  // MPEG quantiser, 2 is best; 320x180 of it takes 10-15 KB

int Even(int size) { return std::max(2, size & ~1); }

}  // namespace

class JpegEncoder::Impl {
 public:
  explicit Impl(int width) : width_(Even(width)) {}

  base::Result<Bytes> Encode(const PictureView& picture) {
    const PictureView::Plane& luma = picture.planes[0];
    const AVPixelFormat format = PixelFormatOf(picture);
    if (luma.data == nullptr || luma.width <= 0 || luma.height <= 0 || luma.width > kMaxSide ||
        luma.height > kMaxSide || format == AV_PIX_FMT_NONE) {
      return base::Unavailable("invalid_data", "no picture that can be shown");
    }
    const int width = Even(std::min(width_, luma.width));
    const int height = Even(static_cast<int>(int64_t{luma.height} * width / luma.width));
    VEDETTE_RETURN_IF_ERROR(Prepare(width, height));
    VEDETTE_RETURN_IF_ERROR(Scale(picture, format));
    return Compress();
  }

 private:
  base::Status Prepare(int width, int height) {
    if (encoder_ != nullptr && encoder_->width == width && encoder_->height == height) return {};
    encoder_.reset(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG)));
    if (encoder_ == nullptr) return base::Internal("no JPEG encoder");
    encoder_->width = width;
    encoder_->height = height;
    encoder_->pix_fmt = AV_PIX_FMT_YUVJ420P;
    encoder_->time_base = {1, 25};
    encoder_->thread_count = 1;
    encoder_->flags |= AV_CODEC_FLAG_QSCALE;
    encoder_->global_quality = kQuality * FF_QP2LAMBDA;
    frame_.reset(av_frame_alloc());
    frame_->format = AV_PIX_FMT_YUVJ420P;
    frame_->width = width;
    frame_->height = height;
    frame_->quality = encoder_->global_quality;
    if (avcodec_open2(encoder_.get(), nullptr, nullptr) < 0 ||
        av_frame_get_buffer(frame_.get(), 0) < 0) {
      encoder_.reset();
      return base::Internal("the JPEG encoder can't be opened");
    }
    return {};
  }

  // How the scaler stands.
  struct Scaling {
    bool operator==(const Scaling&) const = default;
    int width = 0, height = 0;
    AVPixelFormat format = AV_PIX_FMT_NONE;
    bool full_range = false;
    int to_width = 0, to_height = 0;
  };

  // swscale takes over a range only when it is set before the context is initialised.
  base::Status PrepareScaler(const Scaling& wanted) {
    if (scaler_ != nullptr && scaling_ == wanted) return {};
    scaling_ = wanted;
    scaler_.reset(sws_alloc_context());
    const auto set = [this](const char* name, int value) {
      av_opt_set_int(scaler_.get(), name, value, 0);
    };
    set("srcw", wanted.width);
    set("srch", wanted.height);
    set("src_format", wanted.format);
    set("src_range", wanted.full_range ? 1 : 0);
    set("dstw", wanted.to_width);
    set("dsth", wanted.to_height);
    set("dst_format", AV_PIX_FMT_YUV420P);
    set("dst_range", 1);
    set("sws_flags", SWS_BILINEAR);
    if (sws_init_context(scaler_.get(), nullptr, nullptr) >= 0) return {};
    scaler_.reset();
    return base::Internal("the picture can't be scaled");
  }

  base::Status Scale(const PictureView& picture, AVPixelFormat format) {
    const PictureView::Plane& luma = picture.planes[0];
    VEDETTE_RETURN_IF_ERROR(PrepareScaler(
        {luma.width, luma.height, format, picture.full_range, frame_->width, frame_->height}));
    if (av_frame_make_writable(frame_.get()) < 0) return base::Internal("no memory for a picture");
    std::array<const uint8_t*, 4> data = {};
    std::array<int, 4> strides = {};
    for (size_t i = 0; i < static_cast<size_t>(picture.plane_count); ++i) {
      data[i] = picture.planes[i].data;
      strides[i] = static_cast<int>(picture.planes[i].stride_bytes);
    }
    if (sws_scale(scaler_.get(), data.data(), strides.data(), 0, luma.height, frame_->data,
                  frame_->linesize) <= 0) {
      return base::Internal("the picture can't be scaled");
    }
    return {};
  }

  base::Result<Bytes> Compress() {
    frame_->pts = next_pts_++;
    const AvPacketPtr packet(av_packet_alloc());
    if (avcodec_send_frame(encoder_.get(), frame_.get()) < 0 ||
        avcodec_receive_packet(encoder_.get(), packet.get()) < 0) {
      encoder_.reset();
      return base::Internal("the picture can't be compressed");
    }
    return Bytes(packet->data, packet->data + packet->size);
  }

  const int width_;
  Scaling scaling_;
  ScalerPtr scaler_;
  CodecContextPtr encoder_;
  FramePtr frame_;  // of the encoder's size
  int64_t next_pts_ = 0;
};

JpegEncoder::JpegEncoder(int width) : impl_(std::make_unique<Impl>(width)) {}
JpegEncoder::~JpegEncoder() = default;

base::Result<Bytes> JpegEncoder::Encode(const PictureView& picture) {
  return impl_->Encode(picture);
}

}  // namespace vedette::media
