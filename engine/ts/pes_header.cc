#include "engine/ts/pes_header.h"

namespace vedette::ts {
namespace {

constexpr size_t kTimeBytes = 5;

uint64_t ReadTime(const uint8_t* bytes) {
  return (uint64_t{bytes[0]} >> 1 & 0x07) << 30 | uint64_t{bytes[1]} << 22 |
         (uint64_t{bytes[2]} >> 1) << 15 | uint64_t{bytes[3]} << 7 | uint64_t{bytes[4]} >> 1;
}

bool HasExtension(uint8_t stream_id) {
  switch (stream_id) {
    case 0xbc:  // program_stream_map
    case 0xbe:  // padding
    case 0xbf:  // private_stream_2
    case 0xf0:  // ECM
    case 0xf1:  // EMM
    case 0xf2:  // DSM-CC
    case 0xf8:  // H.222.1 type E
    case 0xff:  // program_stream_directory
      return false;
    default:
      return true;
  }
}

}  // namespace

PesHead ParsePesHeader(media::ByteView bytes, PesHeader& header) {
  constexpr uint8_t kStart[] = {0, 0, 1};
  for (size_t i = 0; i < 3 && i < bytes.size(); ++i) {
    if (bytes[i] != kStart[i]) return PesHead::kNotPes;
  }
  if (bytes.size() > 3 && !HasExtension(bytes[3])) return PesHead::kNotPes;
  if (bytes.size() < kPesFixedBytes) return PesHead::kTooShort;
  header = {};
  header.header_bytes = kPesFixedBytes + bytes[8];
  if (bytes.size() < header.header_bytes) return PesHead::kTooShort;
  const size_t length = size_t{bytes[4]} << 8 | bytes[5];
  const size_t extension = header.header_bytes - 6;
  if (length > extension) header.payload_bytes = length - extension;
  const int flags = bytes[7] >> 6;
  if ((flags & 2) != 0 && bytes[8] >= kTimeBytes) {
    header.pts = ReadTime(bytes.data() + kPesFixedBytes);
    if (flags == 3 && bytes[8] >= 2 * kTimeBytes) {
      header.dts = ReadTime(bytes.data() + kPesFixedBytes + kTimeBytes);
    }
  }
  return PesHead::kGood;
}

}  // namespace vedette::ts
