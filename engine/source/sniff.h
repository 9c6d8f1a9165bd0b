#pragma once

#include "engine/media/access_unit.h"

namespace vedette::source {

// Whether `start` (the first bytes of a file, or any bytes of a stream; 4 KiB is plenty) is
// MPEG-TS: sync bytes at a stride of 188, 192 (BDAV) or 204 bytes (with Reed-Solomon parity), the
// first of them anywhere within one packet. At least three are wanted, or all there are room for in
// fewer bytes, but never less than two.
bool LooksLikeTs(media::ByteView start);

}  // namespace vedette::source
