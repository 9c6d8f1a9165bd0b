#pragma once

#include <memory>

#include "engine/media/access_unit.h"

struct AVPacket;

namespace vedette::media {

struct AvPacketDeleter {
  void operator()(AVPacket* packet) const;
};
using AvPacketPtr = std::unique_ptr<AVPacket, AvPacketDeleter>;

// An access unit that owns its bytes, as read by a libavformat input. Move-only value.
struct Packet {
  AvPacketPtr handle;  // reference-counted bytes
  AccessUnit unit;     // its one piece points into `handle`
  ByteView piece;      // storage behind unit.pieces
};
using PacketPtr = std::unique_ptr<Packet>;

}  // namespace vedette::media
