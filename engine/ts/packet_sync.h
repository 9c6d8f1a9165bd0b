#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/media/access_unit.h"
#include "engine/ts/packet.h"

namespace vedette::ts {

// What PacketSync found. Called from inside Read and Flush.
class PacketSyncSink {
 public:
  virtual ~PacketSyncSink() = default;
  // 188 bytes; they stay where they are until the next OnSyncLost and until Read or Flush returns.
  virtual void OnPacket(const uint8_t* bytes) = 0;
  // Two sync bytes in a row were bad. Bytes of earlier packets must not be looked at afterwards.
  virtual void OnSyncLost() = 0;
};

// Finds the packets in a stream of bytes. Five sync bytes at distances of 188, 192 (M2TS: a time
// code before each packet) or 204 bytes (parity after each) lock, two bad ones lose (ETSI TR 101
// 290, 1.1). A packet with a bad sync byte is left out. How the bytes are cut into calls of Read
// makes no difference. Packets that lie in one piece are not copied. Confined to its owner.
class PacketSync {
 public:
  explicit PacketSync(PacketSyncSink& sink) : sink_(sink) {}

  void Read(media::ByteView bytes);
  // The end of a file: locks on what there is when that is less than five packets; drops half a
  // packet. The next Read locks anew.
  void Flush();
  // Forgets the bytes under way: the next ones do not follow on them.
  void Reset();

 private:
  size_t ReadLocked(media::ByteView bytes);
  size_t Search(media::ByteView bytes);
  void Lock(size_t offset, size_t stride);
  bool Deliver(const uint8_t* packet);

  PacketSyncSink& sink_;
  bool locked_ = false;
  bool last_was_bad_ = false;
  size_t stride_ = kPacketBytes;
  size_t skip_ = 0;          // bytes up to the next packet
  size_t partial_size_ = 0;  // bytes of the packet that a call cut in two
  // Used in turn: the one filled last may still be looked at while the other is filled.
  uint8_t partial_[2][kPacketBytes] = {};
  int partial_index_ = 0;
  media::Bytes search_;  // not locked: bytes in which no lock was found yet
  media::Bytes held_;    // the bytes on which the lock was found
};

}  // namespace vedette::ts
