#include "engine/ts/audio_reader.h"

#include <algorithm>
#include <array>

namespace vedette::ts {
namespace {

constexpr int64_t kClock = 90000;

int64_t DivideRounded(int64_t value, int64_t by) {
  return value >= 0 ? (value + by / 2) / by : -((-value + by / 2) / by);
}

}  // namespace

media::Ticks NextFrameTime(media::Ticks time, int samples, int sample_rate) {
  const int64_t frame = samples * kClock;  // in ticks times the sample rate
  if (frame % sample_rate == 0) return time + media::Ticks(frame / sample_rate);
  const int64_t index = DivideRounded(time.count() * sample_rate, frame);
  const int64_t here = DivideRounded(index * frame, sample_rate);
  return time + media::Ticks(DivideRounded((index + 1) * frame, sample_rate) - here);
}

AudioReader::AudioReader(WalkerSink& sink, int track, Codec codec, int sample_rate)
    : UnitReader(sink, track), codec_(codec), sample_rate_(sample_rate) {}

void AudioReader::BeginPes(const PesStart& start) { marks_.Add(end_, start.times); }

void AudioReader::Append(media::ByteView piece) {
  buffer_.Append(piece);
  end_ += piece.size();
  while (buffer_.size() >= wanted_ && Step(false)) continue;
}

void AudioReader::Flush() {
  while (Step(true)) continue;
}

void AudioReader::Reset() {
  buffer_.Clear();
  marks_.Clear();
  wanted_ = 0;
  in_step_ = false;
  next_ = media::kNoTime;
}

std::optional<AudioFrame> AudioReader::FrameAt(size_t offset) const {
  std::array<uint8_t, kAudioHeaderBytes> bytes;
  const size_t size = buffer_.Copy(offset, bytes.data(), bytes.size());
  return ParseAudioFrame(codec_, {bytes.data(), size});
}

size_t AudioReader::UnitBytes(const AudioFrame& first, bool at_end) const {
  size_t bytes = first.bytes;
  if (codec_ != Codec::kAc3) return bytes;
  while (true) {
    if (buffer_.size() < bytes + kAudioHeaderBytes) return at_end ? bytes : 0;
    const auto next = FrameAt(bytes);
    if (!next || !next->dependent || bytes > kMaxUnitBytes) return bytes;
    bytes += next->bytes;
  }
}

bool AudioReader::Step(bool at_end) {
  wanted_ = kAudioHeaderBytes;
  if (buffer_.size() < wanted_) return false;
  auto frame = FrameAt(0);
  if (frame && !in_step_ && !marks_.IsAt(end_ - buffer_.size())) {
    // Found by searching: only a second header behind it proves that it is one.
    wanted_ = frame->bytes + kAudioHeaderBytes;
    if (buffer_.size() < wanted_) {
      if (!at_end) return false;
    } else if (!FrameAt(frame->bytes)) {
      frame.reset();
    }
  }
  if (!frame) {
    in_step_ = false;
    MarkCorrupt();
    buffer_.Drop(1);
    wanted_ = 0;
    return true;
  }
  const size_t bytes = UnitBytes(*frame, at_end);
  wanted_ = bytes > 0 ? bytes : buffer_.size() + 1;
  if (buffer_.size() < wanted_) return false;
  EmitFrame(*frame, bytes);
  in_step_ = true;
  wanted_ = 0;
  return true;
}

void AudioReader::EmitFrame(const AudioFrame& frame, size_t bytes) {
  const int rate = frame.sample_rate > 0 ? frame.sample_rate : sample_rate_;
  Facts facts;
  if (const auto times = marks_.TakeUpTo(end_ - buffer_.size());
      times && times->pts != media::kNoTime) {
    facts.times = *times;
  } else {
    facts.times = {next_, next_};
  }
  next_ = media::kNoTime;
  if (rate > 0) {
    facts.duration = media::Ticks(frame.samples * kClock / rate);
    if (facts.times.pts != media::kNoTime) {
      const bool on_grid = codec_ == Codec::kAac || codec_ == Codec::kLatm;
      next_ = on_grid ? NextFrameTime(facts.times.pts, frame.samples, rate)
                      : facts.times.pts + facts.duration;
    }
  }
  NoteParameters(frame.parameters);
  Emit(bytes, facts);
}

}  // namespace vedette::ts
