#pragma once

#include <array>
#include <cstdint>

#include "engine/ts/packet.h"

namespace vedette::ts {

// The continuity counter of one PID (ISO/IEC 13818-1, 2.4.3.3; counted as checks.md, section I,
// settles it). Keeps the packet before to know a duplicate. Confined to its owner.
class Continuity {
 public:
  enum class Step : uint8_t {
    kGood,
    kDuplicate,  // the packet before once more: its payload must not be used again
    kLost,       // lost() packets are missing before this one
    kStuck,      // the counter has never moved on this PID: said once
  };

  // The next packet of the PID. Packets without payload don't count.
  Step Next(const Packet& packet) {
    if (!packet.has_payload) {
      if (packet.discontinuity) known_ = false;
      return Step::kGood;
    }
    const uint8_t expected = (counter_ + 1) & 0x0f;
    if (at_segment_start_) return FirstOfSegment(packet);
    if (known_ && packet.counter == expected && !packet.discontinuity) {
      Remember(packet);
      moved_ = true;
      return Step::kGood;
    }
    return Unexpected(packet);
  }

  int lost() const { return lost_; }
  // The next packet does not follow on the one before.
  void StartOver() { known_ = false; }
  // A segment has ended. Many packagers begin every segment with the same counter: where this one
  // does, a segment that follows directly need not go on counting.
  void EndSegment() { at_segment_start_ = true; }
  // The packets looked at are about to go away.
  void KeepLast();

 private:
  Step FirstOfSegment(const Packet& packet);
  Step Unexpected(const Packet& packet);
  void Remember(const Packet& packet) {
    last_ = packet.bytes;
    counter_ = packet.counter;
    known_ = true;
    repeated_ = false;
  }

  const uint8_t* last_ = nullptr;
  std::array<uint8_t, kPacketBytes> copy_{};
  uint8_t counter_ = 0;
  uint8_t segment_began_ = 0;  // counter of the segment's first packet
  int lost_ = 0;
  bool at_segment_start_ = true;
  bool known_ = false;
  bool repeated_ = false;  // one duplicate was seen of the last packet
  bool moved_ = false;
  bool said_stuck_ = false;
};

}  // namespace vedette::ts
