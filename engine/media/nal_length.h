// Internal to engine/media: NAL units framed by their length (MP4 and its kin), as against start
// codes (Annex B).
#pragma once

#include <cstdint>
#include <span>

#include "engine/media/track.h"

namespace vedette::media {

// Bytes of each NAL unit's length field, 1-4; 0 where the track's units have start codes, or are
// no NAL units.
int NalLengthBytes(const TrackInfo& track);

// The length at the begin of `bytes`, which hold at least `length_bytes`.
size_t NalLength(std::span<const uint8_t> bytes, int length_bytes);

// `bytes` is the front part of a unit: gives the NAL unit that is cut short the length that is
// left of it, as a decoder refuses all of the unit else.
void ShortenLastNal(std::span<uint8_t> bytes, int length_bytes);

}  // namespace vedette::media
