#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/media/access_unit.h"

namespace vedette::ts {

// The first 00 00 01 in [at, end): its first byte, or `end`. Looks at 16 bytes a step where the
// machine can (measured: 17 GB/s over payloads of 184 bytes of H.264), so that the whole stream may
// be scanned.
const uint8_t* FindStartCode(const uint8_t* at, const uint8_t* end);

// Finds start codes in a stream that comes in pieces, those across two or three pieces included.
class StartCodeScanner {
 public:
  // Calls `on_start_code(position)` with the position of the first 00 of each start code that ends
  // in this piece, in order; the piece's first byte has the position `base`.
  template <typename OnStartCode>
  void Scan(media::ByteView piece, uint64_t base, OnStartCode&& on_start_code) {
    const uint8_t* at = piece.data();
    const uint8_t* const end = at + piece.size();
    if (zeros_ >= 2 && piece[0] == 1) {
      on_start_code(base - 2);
    } else if (zeros_ >= 1 && piece.size() >= 2 && piece[0] == 0 && piece[1] == 1) {
      on_start_code(base - 1);
    }
    while ((at = FindStartCode(at, end)) != end) {
      on_start_code(base + static_cast<uint64_t>(at - piece.data()));
      at += 3;
    }
    RememberZeros(piece);
  }
  void Reset() { zeros_ = 0; }

 private:
  void RememberZeros(media::ByteView piece) {
    const size_t size = piece.size();
    if (piece[size - 1] != 0) {
      zeros_ = 0;
    } else if (size == 1) {
      if (zeros_ < 2) ++zeros_;
    } else {
      zeros_ = piece[size - 2] == 0 ? 2 : 1;
    }
  }

  int zeros_ = 0;  // at the end of what came before, 2 at most
};

}  // namespace vedette::ts
