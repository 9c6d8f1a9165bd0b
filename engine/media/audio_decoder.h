#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/picture_view.h"
#include "engine/media/track.h"

namespace vedette::media {

// Decodes sound of any codec libavcodec knows into planar floats of full scale +-1, on the calling
// thread. Confined to one worker at a time. Holds about 100 KB.
class AudioDecoder {
 public:
  using Sink = std::function<void(const SoundView&)>;  // the view lives during the call

  // "unsupported" when there is no decoder for the track's codec.
  static base::Result<std::unique_ptr<AudioDecoder>> Create(const TrackInfo& track);
  ~AudioDecoder();
  AudioDecoder(const AudioDecoder&) = delete;
  AudioDecoder& operator=(const AudioDecoder&) = delete;

  // One access unit, which may hold several audio frames (a whole PES packet of ADTS). `sink` gets
  // one block per decoded frame, with its own time. "invalid_data" when a frame can't be decoded;
  // go on with the next unit.
  base::Status Decode(const AccessUnit& unit, const Sink& sink);

  // Called by a sink: what is left of its unit is not decoded, and the past is forgotten.
  void LeaveOut();

  // Gives what is held back, then flushes.
  base::Status Drain(const Sink& sink);

  // Forgets the past, as at a jump. The first frame after it may be softer than it is.
  void Flush();

  int64_t blocks() const;  // given so far
  int64_t errors() const;  // frames refused

 private:
  class Impl;
  explicit AudioDecoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::media
