#pragma once

#include <array>
#include <cstdint>

#include "engine/base/status.h"
#include "engine/media/access_unit.h"

namespace vedette::source {

using AesBlock = std::array<uint8_t, 16>;

// AES-128-CBC with PKCS7 padding, as METHOD=AES-128 of HLS, in place. Fails (invalid_data) when
// `data` is no whole number of blocks or its padding is wrong, which a wrong key makes it too.
base::Status DecryptAes128(const AesBlock& key, const AesBlock& iv, media::Bytes& data);

// The IV of a segment without one: its sequence number, big-endian.
AesBlock SequenceIv(int64_t sequence);

}  // namespace vedette::source
