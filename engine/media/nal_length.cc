#include "engine/media/nal_length.h"

namespace vedette::media {

int NalLengthBytes(const TrackInfo& track) {
  if (track.extradata == nullptr || (track.codec != "h264" && track.codec != "hevc")) return 0;
  // avcC and hvcC begin with their version, 1; Annex B with zeros.
  const std::vector<uint8_t>& extradata = *track.extradata;
  const size_t at = track.codec == "h264" ? 4 : 21;
  return extradata.size() > at && extradata[0] == 1 ? (extradata[at] & 3) + 1 : 0;
}

size_t NalLength(std::span<const uint8_t> bytes, int length_bytes) {
  size_t length = 0;
  for (const uint8_t byte : bytes.first(static_cast<size_t>(length_bytes))) {
    length = length << 8 | byte;
  }
  return length;
}

void ShortenLastNal(std::span<uint8_t> bytes, int length_bytes) {
  const auto prefix = static_cast<size_t>(length_bytes);
  while (bytes.size() > prefix) {
    size_t left = bytes.size() - prefix;
    const size_t length = NalLength(bytes, length_bytes);
    if (length <= left) {
      bytes = bytes.subspan(prefix + length);
      continue;
    }
    for (size_t i = prefix; i-- > 0; left >>= 8) bytes[i] = static_cast<uint8_t>(left);
    return;
  }
}

}  // namespace vedette::media
