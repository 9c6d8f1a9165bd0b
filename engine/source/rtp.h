#pragma once

#include <cstdint>
#include <optional>

#include "engine/media/access_unit.h"

namespace vedette::source {

// The parts of an RTP packet (RFC 3550 section 5.1). `payload` is a view into what was parsed.
struct RtpPacket {
  uint8_t payload_type = 0;  // 33 is MPEG-TS (RFC 3551)
  uint16_t sequence = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 0;
  media::ByteView payload;  // without contributing sources, extension and padding
};

// Nothing for bytes that are no version 2 RTP packet, or whose parts do not fit into them.
std::optional<RtpPacket> ParseRtp(media::ByteView datagram);

}  // namespace vedette::source
