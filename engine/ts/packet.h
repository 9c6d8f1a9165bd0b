#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/media/access_unit.h"

namespace vedette::ts {

inline constexpr size_t kPacketBytes = 188;
inline constexpr uint8_t kSyncByte = 0x47;
inline constexpr int kPatPid = 0;
inline constexpr int kNullPid = 0x1fff;

// One transport packet taken apart (ISO/IEC 13818-1, 2.4.3). A view of its 188 bytes.
struct Packet {
  const uint8_t* bytes = nullptr;
  int pid = 0;
  uint8_t counter = 0;
  bool unit_start = false;
  bool has_payload = false;  // by its header; `payload` may still be empty
  bool scrambled = false;
  bool discontinuity = false;
  bool random_access = false;
  const uint8_t* pcr = nullptr;  // its six bytes, null when there is none
  media::ByteView payload;
};

// `bytes`: 188 of them, sync byte first. A packet whose adaptation field does not fit has no
// payload.
inline Packet ParsePacket(const uint8_t* bytes) {
  Packet packet;
  packet.bytes = bytes;
  packet.pid = (bytes[1] & 0x1f) << 8 | bytes[2];
  packet.unit_start = (bytes[1] & 0x40) != 0;
  packet.scrambled = (bytes[3] & 0xc0) != 0;
  packet.has_payload = (bytes[3] & 0x10) != 0;
  packet.counter = bytes[3] & 0x0f;
  size_t payload_at = 4;
  if ((bytes[3] & 0x20) != 0) {
    const size_t length = bytes[4];
    payload_at += 1 + length;
    if (length > 0 && payload_at <= kPacketBytes) {
      packet.discontinuity = (bytes[5] & 0x80) != 0;
      packet.random_access = (bytes[5] & 0x40) != 0;
      if ((bytes[5] & 0x10) != 0 && length >= 7) packet.pcr = bytes + 6;
    }
  }
  if (packet.has_payload && payload_at < kPacketBytes) {
    packet.payload = {bytes + payload_at, kPacketBytes - payload_at};
  }
  return packet;
}

// The transport_error_indicator: the receiver could not repair this packet; nothing in it counts.
inline bool HasTransportError(const uint8_t* bytes) { return (bytes[1] & 0x80) != 0; }

}  // namespace vedette::ts
