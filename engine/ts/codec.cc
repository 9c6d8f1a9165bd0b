#include "engine/ts/codec.h"

#include <string_view>
#include <utility>

namespace vedette::ts {
namespace {

constexpr std::pair<std::string_view, Codec> kNames[] = {
    {"mpeg1video", Codec::kMpegVideo},
    {"mpeg2video", Codec::kMpegVideo},
    {"h264", Codec::kH264},
    {"hevc", Codec::kHevc},
    {"mp1", Codec::kMpegAudio},
    {"mp2", Codec::kMpegAudio},
    {"mp3", Codec::kMpegAudio},
    {"aac", Codec::kAac},
    {"aac_latm", Codec::kLatm},
    {"ac3", Codec::kAc3},
    {"eac3", Codec::kAc3},
};

// DVB names AC-3 by descriptor tags (ETSI EN 300 468, annex D), others by a registration.
Codec ByDescriptors(media::ByteView descriptors) {
  while (descriptors.size() >= 2) {
    const uint8_t tag = descriptors[0];
    const size_t length = descriptors[1];
    if (descriptors.size() < 2 + length) break;
    if (tag == 0x6a || tag == 0x7a) return Codec::kAc3;
    if (tag == 0x05 && length >= 4) {
      const std::string_view name(reinterpret_cast<const char*>(descriptors.data()) + 2, 4);
      if (name == "AC-3" || name == "EAC3") return Codec::kAc3;
      if (name == "HEVC") return Codec::kHevc;
    }
    descriptors = descriptors.subspan(2 + length);
  }
  return Codec::kOther;
}

}  // namespace

Codec CodecByName(std::string_view name) {
  for (const auto& [known, codec] : kNames) {
    if (known == name) return codec;
  }
  return Codec::kOther;
}

Codec CodecByStreamType(int stream_type, media::ByteView descriptors) {
  switch (stream_type) {
    case 0x01:
    case 0x02:
      return Codec::kMpegVideo;
    case 0x03:
    case 0x04:
      return Codec::kMpegAudio;
    case 0x0f:
    case 0xcf:  // from here on 0xc. and 0xd. are those of SAMPLE-AES
      return Codec::kAac;
    case 0x11:
      return Codec::kLatm;
    case 0x1b:
    case 0xdb:
      return Codec::kH264;
    case 0x24:
      return Codec::kHevc;
    case 0x81:
    case 0x87:
    case 0xc1:
    case 0xc2:
      return Codec::kAc3;
    default:
      return stream_type == 0x06 ? ByDescriptors(descriptors) : Codec::kOther;
  }
}

bool IsVideo(Codec codec) {
  return codec == Codec::kMpegVideo || codec == Codec::kH264 || codec == Codec::kHevc;
}

}  // namespace vedette::ts
