#include "engine/source/rtp.h"

#include <cstddef>

namespace vedette::source {
namespace {

constexpr size_t kFixedHeader = 12;

uint32_t Read(media::ByteView bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | bytes[at + i];
  return value;
}

}  // namespace

std::optional<RtpPacket> ParseRtp(media::ByteView datagram) {
  if (datagram.size() < kFixedHeader || datagram[0] >> 6 != 2) return std::nullopt;
  size_t begin = kFixedHeader + 4 * static_cast<size_t>(datagram[0] & 0x0f);
  if (datagram[0] & 0x10) {
    if (datagram.size() < begin + 4) return std::nullopt;
    begin += 4 + 4 * static_cast<size_t>(Read(datagram, begin + 2, 2));
  }
  const size_t padding = datagram[0] & 0x20 ? datagram.back() : 0;
  if (begin + padding > datagram.size()) return std::nullopt;
  RtpPacket packet;
  packet.payload_type = datagram[1] & 0x7f;
  packet.sequence = static_cast<uint16_t>(Read(datagram, 2, 2));
  packet.timestamp = Read(datagram, 4, 4);
  packet.ssrc = Read(datagram, 8, 4);
  packet.payload = datagram.subspan(begin, datagram.size() - begin - padding);
  return packet;
}

}  // namespace vedette::source
