#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/media/access_unit.h"
#include "engine/ts/codec.h"

namespace vedette::ts {

// What the header of an audio frame says.
struct AudioFrame {
  size_t bytes = 0;         // header included
  int samples = 0;          // per channel
  int sample_rate = 0;      // Hz; 0: not in the header (LATM)
  bool dependent = false;   // E-AC-3: more channels of the frame before
  uint64_t parameters = 0;  // fingerprint of what a decoder is set up with, 0 when unknown
};

// Bytes that ParseAudioFrame needs for a codec.
inline constexpr size_t kAudioHeaderBytes = 7;

// The frame whose header is at the beginning of `head` (kAudioHeaderBytes); nullopt when there is
// none. ADTS: ISO/IEC 14496-3, 1.A.2; MPEG audio: ISO/IEC 11172-3 and 13818-3, 2.4.2.3; AC-3 and
// E-AC-3: ETSI TS 102 366, 4.4.1 and E.1.2.2; LATM: ISO/IEC 14496-3, 1.7.2 (LOAS).
std::optional<AudioFrame> ParseAudioFrame(Codec codec, media::ByteView head);

}  // namespace vedette::ts
