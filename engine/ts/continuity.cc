#include "engine/ts/continuity.h"

#include <cstring>
#include <utility>

namespace vedette::ts {
namespace {

constexpr size_t kPcrAt = 6;
constexpr size_t kPcrEnd = 12;

// Byte for byte, the PCR aside.
bool SamePacket(const Packet& packet, const uint8_t* before) {
  if (packet.pcr == nullptr) return std::memcmp(packet.bytes, before, kPacketBytes) == 0;
  return std::memcmp(packet.bytes, before, kPcrAt) == 0 &&
         std::memcmp(packet.bytes + kPcrEnd, before + kPcrEnd, kPacketBytes - kPcrEnd) == 0;
}

}  // namespace

Continuity::Step Continuity::FirstOfSegment(const Packet& packet) {
  at_segment_start_ = false;
  if (std::exchange(segment_began_, packet.counter) == packet.counter) known_ = false;
  return Next(packet);
}

Continuity::Step Continuity::Unexpected(const Packet& packet) {
  if (!known_) {
    Remember(packet);
    return Step::kGood;
  }
  if (packet.counter == counter_ && !repeated_ && SamePacket(packet, last_)) {
    repeated_ = true;
    return Step::kDuplicate;
  }
  if (packet.discontinuity) {
    Remember(packet);
    moved_ = true;
    return Step::kGood;
  }
  lost_ = (packet.counter - counter_ - 1) & 0x0f;
  const bool same = packet.counter == counter_;
  Remember(packet);
  if (!same) {
    moved_ = true;
    return Step::kLost;
  }
  if (moved_) return Step::kLost;
  if (said_stuck_) return Step::kGood;
  said_stuck_ = true;
  return Step::kStuck;
}

void Continuity::KeepLast() {
  if (!known_ || last_ == copy_.data()) return;
  std::memcpy(copy_.data(), last_, kPacketBytes);
  last_ = copy_.data();
}

}  // namespace vedette::ts
