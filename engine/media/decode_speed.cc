#include "engine/media/decode_speed.h"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "engine/media/audio_decoder.h"
#include "engine/media/av_handles.h"
#include "engine/media/video_decoder.h"

namespace vedette::media {
namespace {

constexpr int kWidth = 1920;
constexpr int kHeight = 1080;
constexpr int kGrain = 9;  // of the picture; with kQuantiser it makes 140 KB
constexpr const char* kQuantiser = "27";
constexpr int kSampleRate = 48000;
constexpr int kSoundSeconds = 2;
constexpr int kTimes = 3;  // the best counts: the first has cold caches

base::Status Unsupported(const char* what) {
  return {base::Code::kFailedPrecondition, "unsupported", what};
}

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// What a codec made, and how a track of it is described.
struct Coded {
  TrackInfo track;
  std::vector<Bytes> units;
};

class Encoder {
 public:
  Encoder(const char* name, const std::function<void(AVCodecContext&)>& prepare)
      : context_(avcodec_alloc_context3(avcodec_find_encoder_by_name(name))) {
    if (context_ == nullptr || context_->codec == nullptr) return;
    context_->thread_count = 1;
    prepare(*context_);
    Dictionary options;
    options.Set("preset", "superfast");
    options.Set("qp", kQuantiser);
    open_ = avcodec_open2(context_.get(), context_->codec, options.handle()) >= 0;
  }
  bool open() const { return open_; }
  const AVCodecContext& context() const { return *context_; }

  // A null frame ends the sequence.
  void Encode(const AVFrame* frame, std::vector<Bytes>& units) {
    const AvPacketPtr packet(av_packet_alloc());
    if (avcodec_send_frame(context_.get(), frame) < 0) return;
    while (avcodec_receive_packet(context_.get(), packet.get()) >= 0) {
      units.emplace_back(packet->data, packet->data + packet->size);
      av_packet_unref(packet.get());
    }
  }

 private:
  CodecContextPtr context_;
  bool open_ = false;
};

// A gradient with grain on it: neither flat nor noise.
base::Result<Coded> MakePicture() {
  Encoder encoder("libx264", [](AVCodecContext& context) {
    context.width = kWidth;
    context.height = kHeight;
    context.pix_fmt = AV_PIX_FMT_YUV420P;
    context.time_base = {1, 25};
    context.gop_size = 1;
  });
  if (!encoder.open()) return Unsupported("no H.264 encoder");
  const FramePtr frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = kWidth;
  frame->height = kHeight;
  if (av_frame_get_buffer(frame.get(), 0) < 0) return base::Internal("no memory for a picture");
  std::minstd_rand random(1);
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < kHeight >> shift; ++y) {
      uint8_t* const row = frame->data[plane] + ptrdiff_t{y} * frame->linesize[plane];
      for (int x = 0; x < kWidth >> shift; ++x) {
        row[x] = static_cast<uint8_t>(64 + (x + y) % 128 + static_cast<int>(random() % kGrain));
      }
    }
  }
  Coded coded;
  encoder.Encode(frame.get(), coded.units);
  encoder.Encode(nullptr, coded.units);
  coded.track.type = TrackType::kVideo;
  coded.track.codec = "h264";
  coded.track.width = kWidth;
  coded.track.height = kHeight;
  return coded;
}

// Two tones and some noise.
base::Result<Coded> MakeSound() {
  Encoder encoder("aac", [](AVCodecContext& context) {
    context.sample_rate = kSampleRate;
    context.sample_fmt = AV_SAMPLE_FMT_FLTP;
    context.bit_rate = 128000;
    av_channel_layout_default(&context.ch_layout, 2);
  });
  if (!encoder.open()) return Unsupported("no AAC encoder");
  const FramePtr frame(av_frame_alloc());
  frame->format = AV_SAMPLE_FMT_FLTP;
  frame->sample_rate = kSampleRate;
  frame->nb_samples = encoder.context().frame_size;
  av_channel_layout_default(&frame->ch_layout, 2);
  if (av_frame_get_buffer(frame.get(), 0) < 0) return base::Internal("no memory for sound");
  std::minstd_rand random(1);
  Coded coded;
  for (int at = 0; at < kSoundSeconds * kSampleRate; at += frame->nb_samples) {
    if (av_frame_make_writable(frame.get()) < 0) return base::Internal("no memory for sound");
    for (int channel = 0; channel < 2; ++channel) {
      auto* const samples = reinterpret_cast<float*>(frame->extended_data[channel]);
      for (int i = 0; i < frame->nb_samples; ++i) {
        const auto noise = static_cast<float>(random() % 2000) / 20000;
        samples[i] = 0.3F * std::sin(static_cast<float>(at + i) * 0.05F * (1 + channel)) + noise;
      }
    }
    frame->pts = at;
    encoder.Encode(frame.get(), coded.units);
  }
  coded.track.type = TrackType::kAudio;
  coded.track.codec = "aac";
  coded.track.sample_rate = kSampleRate;
  coded.track.channels = 2;
  const AVCodecContext& context = encoder.context();
  coded.track.extradata = std::make_shared<const std::vector<uint8_t>>(
      context.extradata, context.extradata + context.extradata_size);
  return coded;
}

// Seconds that `decode` takes for all units, the best of kTimes.
base::Result<double> Best(const std::vector<Bytes>& units,
                          const std::function<base::Status(const AccessUnit&)>& decode) {
  double best = 0;
  for (int i = 0; i < kTimes; ++i) {
    const double begin = ThreadSeconds();
    for (const Bytes& bytes : units) {
      const ByteView piece(bytes);
      AccessUnit unit;
      unit.key = true;
      unit.pts = unit.dts = Ticks(0);
      unit.size_bytes = static_cast<int32_t>(bytes.size());
      unit.pieces = {&piece, 1};
      VEDETTE_RETURN_IF_ERROR(decode(unit));
    }
    const double took = ThreadSeconds() - begin;
    best = i == 0 ? took : std::min(best, took);
  }
  return best;
}

}  // namespace

base::Result<DecodeSpeed> MeasureDecodeSpeed() {
  const base::Result<Coded> picture = MakePicture();
  if (!picture.ok()) return picture.status();
  const auto video = VideoDecoder::Create(picture->track);
  if (!video.ok()) return video.status();
  const base::Result<double> picture_seconds = Best(picture->units, [&](const AccessUnit& unit) {
    return (*video)->DecodeAlone(unit, [](const PictureView&) {});
  });
  if (!picture_seconds.ok()) return picture_seconds.status();

  const base::Result<Coded> sound = MakeSound();
  if (!sound.ok()) return sound.status();
  const auto audio = AudioDecoder::Create(sound->track);
  if (!audio.ok()) return audio.status();
  const base::Result<double> sound_seconds = Best(sound->units, [&](const AccessUnit& unit) {
    return (*audio)->Decode(unit, [](const SoundView&) {});
  });
  if (!sound_seconds.ok()) return sound_seconds.status();
  return DecodeSpeed{*picture_seconds, *sound_seconds / kSoundSeconds};
}

}  // namespace vedette::media
