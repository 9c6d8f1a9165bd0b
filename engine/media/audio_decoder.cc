#include "engine/media/audio_decoder.h"

#include <utility>

#include "engine/media/codec_context.h"
#include "engine/media/sample_planes.h"

namespace vedette::media {

class AudioDecoder::Impl {
 public:
  explicit Impl(CodecContextPtr context)
      : context_(std::move(context)), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {}

  base::Status Decode(const AccessUnit& unit, const Sink& sink) {
    base::Status status = filler_.Fill(unit, *packet_);
    if (!status.ok()) return Count(std::move(status));
    next_pts_ = kNoTime;
    const int error = avcodec_send_packet(context_.get(), packet_.get());
    av_packet_unref(packet_.get());
    // libavcodec takes further frames out of the packet while it is asked for them.
    base::Status received = Receive(sink);
    if (error < 0) return Count(DecodeFailure(error));
    return received.ok() ? received : Count(std::move(received));
  }

  base::Status Drain(const Sink& sink) {
    avcodec_send_packet(context_.get(), nullptr);
    base::Status status = Receive(sink);
    Flush();
    return status.ok() ? status : Count(std::move(status));
  }

  void Flush() {
    avcodec_flush_buffers(context_.get());
    next_pts_ = kNoTime;
  }

  void LeaveOut() { leave_out_ = true; }

  int64_t blocks() const { return blocks_; }
  int64_t errors() const { return errors_; }

 private:
  base::Status Receive(const Sink& sink) {
    for (;;) {
      const int error = avcodec_receive_frame(context_.get(), frame_.get());
      if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return {};
      if (error < 0) return DecodeFailure(error);
      const auto channels = planes_.View(*frame_);
      if (!channels.empty() && frame_->sample_rate > 0) {
        ++blocks_;
        sink({TimeOf(*frame_), frame_->sample_rate, channels});
      }
      av_frame_unref(frame_.get());
      if (std::exchange(leave_out_, false)) {
        Flush();
        return {};
      }
    }
  }

  // Only the first frame of a packet has a time: the others follow on it.
  Ticks TimeOf(const AVFrame& frame) {
    const Ticks pts = frame.pts == AV_NOPTS_VALUE ? next_pts_ : Ticks(frame.pts);
    if (pts != kNoTime) {
      next_pts_ = pts + Ticks(av_rescale(frame.nb_samples, kTickBase.den, frame.sample_rate));
    }
    return pts;
  }

  base::Status Count(base::Status status) {
    ++errors_;
    return status;
  }

  const CodecContextPtr context_;
  PacketFiller filler_;
  const AvPacketPtr packet_;
  const FramePtr frame_;
  SamplePlanes planes_;
  Ticks next_pts_ = kNoTime;
  bool leave_out_ = false;
  int64_t blocks_ = 0;
  int64_t errors_ = 0;
};

base::Result<std::unique_ptr<AudioDecoder>> AudioDecoder::Create(const TrackInfo& track) {
  auto made = MakeCodecContext(track);
  if (!made.ok()) return made.status();
  if ((*made)->codec->type != AVMEDIA_TYPE_AUDIO) {
    return base::Status(base::Code::kUnimplemented, "unsupported", track.codec + " is no sound");
  }
  VEDETTE_RETURN_IF_ERROR(OpenCodec(**made));
  return std::unique_ptr<AudioDecoder>(new AudioDecoder(std::make_unique<Impl>(std::move(*made))));
}

AudioDecoder::AudioDecoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioDecoder::~AudioDecoder() = default;

base::Status AudioDecoder::Decode(const AccessUnit& unit, const Sink& sink) {
  return impl_->Decode(unit, sink);
}
base::Status AudioDecoder::Drain(const Sink& sink) { return impl_->Drain(sink); }
void AudioDecoder::Flush() { impl_->Flush(); }
void AudioDecoder::LeaveOut() { impl_->LeaveOut(); }
int64_t AudioDecoder::blocks() const { return impl_->blocks(); }
int64_t AudioDecoder::errors() const { return impl_->errors(); }

}  // namespace vedette::media
