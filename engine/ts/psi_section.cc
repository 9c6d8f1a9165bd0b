#include "engine/ts/psi_section.h"

#include <array>

namespace vedette::ts {
namespace {

constexpr std::array<uint32_t, 256> MakeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i << 24;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 0x80000000u) != 0 ? value << 1 ^ 0x04c11db7u : value << 1;
    }
    table[i] = value;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kTable = MakeTable();

}  // namespace

uint32_t Crc32(media::ByteView bytes) {
  uint32_t crc = 0xffffffffu;
  for (const uint8_t byte : bytes) crc = crc << 8 ^ kTable[(crc >> 24 ^ byte) & 0xff];
  return crc;
}

void SectionAssembler::Reset() {
  bytes_.clear();
  under_way_ = false;
}

size_t SectionAssembler::SectionBytes(media::ByteView head) {
  if (head.size() < 3) return 0;
  return 3 + (size_t{head[1]} & 0x0f) * 256 + head[2];
}

}  // namespace vedette::ts
