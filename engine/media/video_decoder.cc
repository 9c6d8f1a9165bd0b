#include "engine/media/video_decoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "engine/media/codec_context.h"
#include "engine/media/log_bridge.h"
#include "engine/media/nal_length.h"
#include "engine/media/picture_format.h"

namespace vedette::media {
namespace {

// The latest units that were damaged; more than any codec holds back for reordering.
class RecentUnits {
 public:
  void Add(int64_t number) {
    numbers_[next_] = number;
    next_ = (next_ + 1) % numbers_.size();
  }
  bool Has(int64_t number) const {
    return std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end();
  }

 private:
  std::array<int64_t, 32> numbers_ = {};
  size_t next_ = 0;
};

constexpr int kTopBytes = 8;  // one in so many
constexpr int kTopRows = 16;  // the same
constexpr int kLeastTopBytes = 1024;
constexpr int kMacroblock = 16;

int TopRows(int height) {
  return std::max(kMacroblock, height / kTopRows / kMacroblock * kMacroblock);
}

}  // namespace

class VideoDecoder::Impl {
 public:
  Impl(CodecContextPtr context, int length_bytes)
      : context_(std::move(context)),
        length_bytes_(length_bytes),
        packet_(av_packet_alloc()),
        frame_(av_frame_alloc()) {
    context_->opaque = this;
    context_->get_buffer2 = GetBuffer;
  }

  base::Status Decode(const AccessUnit& unit, const Sink& sink) {
    base::Status status = filler_.Fill(unit, *packet_);
    if (!status.ok()) return Count(std::move(status));
    clean_ = false;
    context_->reordered_opaque = ++unit_number_;
    const LogScope scope;
    const int error = avcodec_send_packet(context_.get(), packet_.get());
    av_packet_unref(packet_.get());
    // Without concealment libavcodec sets no flag: that it complained is all there is to see. HEVC
    // does not even complain, so damage there is what the reader has marked.
    if (unit.corrupt || scope.error_seen()) damaged_.Add(unit_number_);
    base::Status received = Receive(sink);
    if (error < 0) return Count(DecodeFailure(error));
    return received.ok() ? received : Count(std::move(received));
  }

  base::Status DecodeAlone(const AccessUnit& unit, const Sink& sink) {
    if (!clean_) Flush();
    const int64_t before = pictures_;
    base::Status status = Decode(unit, sink);
    base::Status drained = Drain(sink);
    if (!status.ok() || !drained.ok()) return status.ok() ? drained : status;
    if (pictures_ > before) return {};
    return Count({base::Code::kDataLoss, "invalid_data", "no picture in it"});
  }

  base::Status DecodeTop(const AccessUnit& unit, const Sink& sink) {
    if (!CanDecodeTop(avcodec_get_name(context_->codec_id))) {
      return {base::Code::kUnimplemented, "unsupported", "decodes past the end"};
    }
    if (!clean_) Flush();
    const int most = std::max(unit.payload_bytes / kTopBytes, kLeastTopBytes);
    VEDETTE_RETURN_IF_ERROR(filler_.Fill(unit, *packet_, most));
    if (length_bytes_ > 0) {
      ShortenLastNal({packet_->data, static_cast<size_t>(packet_->size)}, length_bytes_);
    }
    blank_top_ = true;
    context_->log_level_offset = AV_LOG_DEBUG;  // that the rest is missing is no news
    avcodec_send_packet(context_.get(), packet_.get());
    avcodec_send_packet(context_.get(), nullptr);
    const bool reached = avcodec_receive_frame(context_.get(), frame_.get()) >= 0 && ShowTop(sink);
    av_packet_unref(packet_.get());
    av_frame_unref(frame_.get());
    context_->log_level_offset = 0;
    blank_top_ = false;
    Flush();
    if (reached) return {};
    return {base::Code::kDataLoss, "too_little", "its bytes did not reach as far"};
  }

  base::Status Drain(const Sink& sink) {
    avcodec_send_packet(context_.get(), nullptr);
    base::Status status = Receive(sink);
    Flush();
    return status.ok() ? status : Count(std::move(status));
  }

  void Flush() {
    avcodec_flush_buffers(context_.get());
    clean_ = true;
  }

  int64_t pictures() const { return pictures_; }
  int64_t corrupt_pictures() const { return corrupt_pictures_; }
  int64_t errors() const { return errors_; }

 private:
  // Luma that is not decoded stays 0 in the top rows, and a macroblock below them.
  static int GetBuffer(AVCodecContext* context, AVFrame* frame, int flags) {
    const int error = avcodec_default_get_buffer2(context, frame, flags);
    if (error < 0 || !static_cast<Impl*>(context->opaque)->blank_top_) return error;
    const int rows = std::min(TopRows(frame->height) + kMacroblock, frame->height);
    std::memset(frame->data[0], 0, static_cast<size_t>(frame->linesize[0] * rows));
    return error;
  }

  // False when the frame's top rows are not all there: macroblocks come in the order of rows.
  bool ShowTop(const Sink& sink) {
    PictureView view;
    if (!viewer_.View(*frame_, view)) return false;
    PictureView::Plane& luma = view.planes[0];
    luma.height = std::min(luma.height, TopRows(luma.height));
    const auto sample_bytes = static_cast<ptrdiff_t>(view.bit_depth > 8 ? 2 : 1);
    const uint8_t* const end =
        luma.data + (luma.height - 1) * luma.stride_bytes + luma.width * sample_bytes;
    const auto last = std::min<ptrdiff_t>(luma.width, kMacroblock) * sample_bytes;
    if (std::all_of(end - last, end, [](uint8_t byte) { return byte == 0; })) return false;
    view.plane_count = 1;
    sink(view);
    return true;
  }

  // Hands over all pictures that are due.
  base::Status Receive(const Sink& sink) {
    for (;;) {
      const int error = avcodec_receive_frame(context_.get(), frame_.get());
      if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return {};
      if (error < 0) return DecodeFailure(error);
      PictureView view;
      if (viewer_.View(*frame_, view)) {
        view.corrupt |= damaged_.Has(frame_->reordered_opaque);
        ++pictures_;
        if (view.corrupt) ++corrupt_pictures_;
        sink(view);
      }
      av_frame_unref(frame_.get());
    }
  }

  base::Status Count(base::Status status) {
    ++errors_;
    return status;
  }

  const CodecContextPtr context_;
  const int length_bytes_;  // of NAL units, 0: start codes
  PacketFiller filler_;
  const AvPacketPtr packet_;
  const FramePtr frame_;
  FrameViewer viewer_;
  RecentUnits damaged_;
  int64_t unit_number_ = 0;  // of the last unit sent, from 1
  bool clean_ = true;        // nothing was sent since the last flush
  bool blank_top_ = false;   // of the frames that the decoder takes
  int64_t pictures_ = 0;
  int64_t corrupt_pictures_ = 0;
  int64_t errors_ = 0;
};

base::Result<std::unique_ptr<VideoDecoder>> VideoDecoder::Create(const TrackInfo& track) {
  auto made = MakeCodecContext(track);
  if (!made.ok()) return made.status();
  AVCodecContext& context = **made;
  if (context.codec->type != AVMEDIA_TYPE_VIDEO) {
    return base::Status(base::Code::kUnimplemented, "unsupported", track.codec + " is no picture");
  }
  context.skip_loop_filter = AVDISCARD_ALL;
  context.error_concealment = 0;
  context.flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
  VEDETTE_RETURN_IF_ERROR(OpenCodec(context));
  return std::unique_ptr<VideoDecoder>(
      new VideoDecoder(std::make_unique<Impl>(std::move(*made), NalLengthBytes(track))));
}

bool VideoDecoder::CanDecodeTop(std::string_view codec) {
  return codec == "h264" || codec == "mpeg2video";
}

VideoDecoder::VideoDecoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VideoDecoder::~VideoDecoder() = default;

base::Status VideoDecoder::Decode(const AccessUnit& unit, const Sink& sink) {
  return impl_->Decode(unit, sink);
}
base::Status VideoDecoder::DecodeAlone(const AccessUnit& unit, const Sink& sink) {
  return impl_->DecodeAlone(unit, sink);
}
base::Status VideoDecoder::DecodeTop(const AccessUnit& unit, const Sink& sink) {
  return impl_->DecodeTop(unit, sink);
}
base::Status VideoDecoder::Drain(const Sink& sink) { return impl_->Drain(sink); }
void VideoDecoder::Flush() { impl_->Flush(); }
int64_t VideoDecoder::pictures() const { return impl_->pictures(); }
int64_t VideoDecoder::corrupt_pictures() const { return impl_->corrupt_pictures(); }
int64_t VideoDecoder::errors() const { return impl_->errors(); }

}  // namespace vedette::media
