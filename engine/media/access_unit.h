#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/media/time.h"

namespace vedette::media {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;

// One coded picture, one audio frame (or the audio frames of one PES packet split up), as it comes
// out of a reader. A view: `pieces` point into the reader's buffer and are valid only during the
// call that hands the unit over. Concatenated, the pieces are the elementary stream as libavformat
// would give it (Annex B with in-band headers on TS, length-prefixed on MP4, ADTS headers included
// on TS).
struct AccessUnit {
  int track = 0;              // index into MediaInfo::tracks
  Ticks pts = kNoTime;        // as carried, 33-bit wrap removed, not yet on the timeline
  Ticks dts = kNoTime;        // equals pts where the container gives none
  Ticks duration = Ticks(0);  // 0 when unknown
  bool key = false;           // decodable on its own (IDR, IRAP, recovery point I; audio: always)
  bool corrupt = false;       // bytes are known to be missing in it
  int32_t size_bytes = 0;     // all pieces together
  int32_t payload_bytes = 0;  // without filler NAL units, the evidence the gate works on
  std::span<const ByteView> pieces;

  // Appends all pieces to `out`.
  void AppendTo(Bytes& out) const {
    out.reserve(out.size() + static_cast<size_t>(size_bytes));
    for (ByteView piece : pieces) out.insert(out.end(), piece.begin(), piece.end());
  }
};

// Receives access units in decoding order per track. Called on the reader's thread.
class AccessUnitSink {
 public:
  virtual ~AccessUnitSink() = default;
  virtual void OnAccessUnit(const AccessUnit& unit) = 0;
};

}  // namespace vedette::media
