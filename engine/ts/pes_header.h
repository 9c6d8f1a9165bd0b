#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/media/access_unit.h"

namespace vedette::ts {

inline constexpr size_t kPesFixedBytes = 9;
inline constexpr size_t kMaxPesHeaderBytes = kPesFixedBytes + 255;

// The head of a PES packet (ISO/IEC 13818-1, 2.4.3.6).
struct PesHeader {
  size_t header_bytes = 0;      // before the payload
  size_t payload_bytes = 0;     // 0: up to the next PES packet
  std::optional<uint64_t> pts;  // 33 bits
  std::optional<uint64_t> dts;  // 33 bits; absent when it equals the PTS
};

enum class PesHead : uint8_t { kGood, kTooShort, kNotPes };

// Reads the head at the beginning of `bytes`. kNotPes: no start code, or a stream_id without
// times and elementary stream (padding, private_stream_2, program_stream_map and the like).
PesHead ParsePesHeader(media::ByteView bytes, PesHeader& header);

}  // namespace vedette::ts
