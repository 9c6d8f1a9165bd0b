#pragma once

#include <cstdint>

#include "engine/media/access_unit.h"
#include "engine/media/track.h"

namespace vedette::media {

// Bytes of filler data in access units of one track: NAL units of H.264 type 12 or HEVC type 38,
// with what frames them (start code or length). Encoders of constant rate put them in, and the
// gate must not take them for picture. 0 for other codecs. Value.
class FillerCounter {
 public:
  FillerCounter() = default;
  explicit FillerCounter(const TrackInfo& track);
  int32_t Count(ByteView unit) const;

 private:
  bool IsFiller(uint8_t first_byte) const;
  int32_t CountAnnexB(ByteView unit) const;
  int32_t CountLengthPrefixed(ByteView unit) const;

  enum class Codec : uint8_t { kOther, kH264, kHevc };
  Codec codec_ = Codec::kOther;
  int length_bytes_ = 0;  // of each NAL unit's length field; 0 = Annex B
};

}  // namespace vedette::media
