#pragma once

#include <cstdint>
#include <optional>

#include "engine/ts/audio_frame.h"
#include "engine/ts/codec.h"
#include "engine/ts/unit_reader.h"

namespace vedette::ts {

// Splits an audio stream into frames by their headers. The first frame that begins in a PES packet
// has its times, those after it go on by their durations, rounded as libavformat rounds them: AAC
// as NextFrameTime does, others down. Bytes between frames are left out.
class AudioReader : public UnitReader {
 public:
  // `sample_rate`: for codecs that do not say it in each frame (LATM); 0 when unknown.
  AudioReader(WalkerSink& sink, int track, Codec codec, int sample_rate);

  void BeginPes(const PesStart& start) override;
  void Append(media::ByteView piece) override;
  void Flush() override;
  void Reset() override;

 private:
  // One frame, or one byte that is none; false when more bytes are needed.
  bool Step(bool at_end);
  std::optional<AudioFrame> FrameAt(size_t offset) const;
  // How many bytes the unit at the front has with its dependent frames; 0: not known yet.
  size_t UnitBytes(const AudioFrame& first, bool at_end) const;
  void EmitFrame(const AudioFrame& frame, size_t bytes);

  const Codec codec_;
  const int sample_rate_;
  TimeMarks marks_;
  uint64_t end_ = 0;      // bytes of the elementary stream so far
  size_t wanted_ = 0;     // bytes of the buffer before it is worth looking again
  bool in_step_ = false;  // the byte at the front follows on a frame
  media::Ticks next_ = media::kNoTime;
};

// `time` plus `samples` at `sample_rate`, on the grid of frames that begins at time 0, so that
// parts of a tick don't add up to a drift.
media::Ticks NextFrameTime(media::Ticks time, int samples, int sample_rate);

}  // namespace vedette::ts
