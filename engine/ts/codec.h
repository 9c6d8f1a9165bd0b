#pragma once

#include <cstdint>
#include <string_view>

#include "engine/media/access_unit.h"

namespace vedette::ts {

// The codecs whose units the walker tells apart; of others each PES packet is a unit.
enum class Codec : uint8_t {
  kOther,
  kMpegVideo,  // MPEG-1 and MPEG-2
  kH264,
  kHevc,
  kMpegAudio,  // layers 1 to 3
  kAac,        // ADTS
  kLatm,
  kAc3,  // AC-3 and E-AC-3
};

// By libavcodec's name.
Codec CodecByName(std::string_view name);

// By the stream_type of a PMT and the descriptors of the stream.
Codec CodecByStreamType(int stream_type, media::ByteView descriptors);

bool IsVideo(Codec codec);

}  // namespace vedette::ts
