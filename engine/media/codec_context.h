// Internal to engine/media: what both decoders do to libavcodec.
#pragma once

#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/av_handles.h"
#include "engine/media/track.h"

namespace vedette::media {

// No access unit of a stream worth decoding is larger; 8K intra pictures stay below.
inline constexpr int kMaxUnitBytes = 32 << 20;

// A context for the track's codec and parameters, one thread, not yet open. "unsupported" when
// there is no decoder.
base::Result<CodecContextPtr> MakeCodecContext(const TrackInfo& track);

// Opens it; "unsupported" when the decoder refuses the parameters.
base::Status OpenCodec(AVCodecContext& context);

// The packets that one decoder is given, one after the other. Their memory is used again as soon as
// the decoder has let go of it. Confined.
class PacketFiller {
 public:
  // Copies the unit's pieces into `packet`, at most the first `most` bytes of them. "invalid_data"
  // when it is empty or too large.
  base::Status Fill(const AccessUnit& unit, AVPacket& packet, int most = kMaxUnitBytes);

 private:
  base::Status TakeBuffer(int size, AVPacket& packet);

  BufferPtr buffer_;
};

// The failure of a decoder.
base::Status DecodeFailure(int error);

}  // namespace vedette::media
