#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/picture_view.h"
#include "engine/media/track.h"

namespace vedette::media {

// Decodes pictures of any codec libavcodec knows, on the calling thread, made for looking at them
// rather than showing them: no loop filter (a quarter of the time saved), no concealment of damage,
// damaged pictures are given and marked. Confined to one worker at a time. Holds 15-23 MB at 1080p.
class VideoDecoder {
 public:
  using Sink = std::function<void(const PictureView&)>;  // the view lives during the call

  // "unsupported" when there is no decoder for the track's codec.
  static base::Result<std::unique_ptr<VideoDecoder>> Create(const TrackInfo& track);
  ~VideoDecoder();
  VideoDecoder(const VideoDecoder&) = delete;
  VideoDecoder& operator=(const VideoDecoder&) = delete;

  // The next picture of a sequence, in decoding order; `sink` gets the pictures that become due, in
  // presentation order. A unit that can't be decoded is "invalid_data"; go on with the next.
  base::Status Decode(const AccessUnit& unit, const Sink& sink);

  // A key frame by itself: its picture comes within the call, and the decoder is ready for a
  // picture of any other stream of the same codec parameters. A sequence under way is lost.
  base::Status DecodeAlone(const AccessUnit& unit, const Sink& sink);

  // Whether the decoder of this codec stops at the end of what it gets: H.264 and MPEG-2.
  static bool CanDecodeTop(std::string_view codec);

  // The top rows of a key frame by themselves, for an eighth of its bytes: the luma of the upper
  // sixteenth, in whole rows of macroblocks. Without a call of `sink`: "too_little" when the bytes
  // did not reach as far, "unsupported" for another codec (CanDecodeTop). A decoder used for this
  // is used for nothing else: what libavcodec has read of the macroblock that breaks off is added
  // to the first one of the next picture.
  base::Status DecodeTop(const AccessUnit& unit, const Sink& sink);

  // The end of a sequence: gives what is held back for reordering, then flushes.
  base::Status Drain(const Sink& sink);

  // Forgets all pictures, as at a jump.
  void Flush();

  int64_t pictures() const;          // given so far
  int64_t corrupt_pictures() const;  // of these, damaged
  int64_t errors() const;            // units refused

 private:
  class Impl;
  explicit VideoDecoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::media
