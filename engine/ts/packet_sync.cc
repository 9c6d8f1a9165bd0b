#include "engine/ts/packet_sync.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace vedette::ts {
namespace {

constexpr std::array<size_t, 3> kStrides = {188, 192, 204};
constexpr size_t kSyncBytesToLock = 5;
constexpr size_t kLockBytes = (kSyncBytesToLock - 1) * 204 + 1;
constexpr size_t kSearchStep = 1024;

// The stride at which sync bytes stand from `offset` on, all the way to the end when that is
// nearer than five packets; 0 when there is none.
size_t StrideAt(media::ByteView bytes, size_t offset, size_t at_least) {
  for (const size_t stride : kStrides) {
    size_t good = 0;
    size_t at = offset;
    while (good < kSyncBytesToLock && at < bytes.size() && bytes[at] == kSyncByte) {
      ++good;
      at += stride;
    }
    if (good >= at_least && (good == kSyncBytesToLock || at >= bytes.size())) return stride;
  }
  return 0;
}

}  // namespace

void PacketSync::Read(media::ByteView bytes) {
  while (!bytes.empty()) {
    bytes = bytes.subspan(locked_ ? ReadLocked(bytes) : Search(bytes));
  }
}

// False when this packet lost the lock.
bool PacketSync::Deliver(const uint8_t* packet) {
  if (packet[0] == kSyncByte) {
    last_was_bad_ = false;
    sink_.OnPacket(packet);
    return true;
  }
  if (!last_was_bad_) {
    last_was_bad_ = true;
    return true;
  }
  locked_ = false;
  search_.assign(packet, packet + kPacketBytes);
  sink_.OnSyncLost();
  return false;
}

// Returns how many bytes it used: all, unless the lock was lost.
size_t PacketSync::ReadLocked(media::ByteView bytes) {
  const uint8_t* const begin = bytes.data();
  const uint8_t* at = begin;
  const uint8_t* const end = begin + bytes.size();
  if (partial_size_ > 0) {
    uint8_t* const packet = partial_[partial_index_];
    const size_t take = std::min(kPacketBytes - partial_size_, bytes.size());
    std::memcpy(packet + partial_size_, at, take);
    partial_size_ += take;
    at += take;
    if (partial_size_ < kPacketBytes) return bytes.size();
    partial_size_ = 0;
    partial_index_ ^= 1;
    skip_ = stride_ - kPacketBytes;
    if (!Deliver(packet)) return static_cast<size_t>(at - begin);
  }
  while (true) {
    const size_t left = static_cast<size_t>(end - at);
    if (left <= skip_) {
      skip_ -= left;
      return bytes.size();
    }
    at += skip_;
    skip_ = 0;
    if (static_cast<size_t>(end - at) < kPacketBytes) break;
    const uint8_t* const packet = at;
    at += kPacketBytes;
    skip_ = stride_ - kPacketBytes;
    if (!Deliver(packet)) return static_cast<size_t>(at - begin);
  }
  partial_size_ = static_cast<size_t>(end - at);
  std::memcpy(partial_[partial_index_], at, partial_size_);
  return bytes.size();
}

// Returns how many bytes it used.
size_t PacketSync::Search(media::ByteView bytes) {
  if (search_.empty() && bytes.size() >= kLockBytes) {
    if (const size_t stride = StrideAt(bytes, 0, kSyncBytesToLock)) {
      Lock(0, stride);
      return 0;
    }
  }
  const size_t take = std::min(bytes.size(), kSearchStep);
  search_.insert(search_.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(take));
  size_t offset = 0;
  for (; offset + kLockBytes <= search_.size(); ++offset) {
    if (search_[offset] != kSyncByte) continue;
    if (const size_t stride = StrideAt(search_, offset, kSyncBytesToLock)) {
      Lock(offset, stride);
      return take;
    }
  }
  search_.erase(search_.begin(), search_.begin() + static_cast<ptrdiff_t>(offset));
  return take;
}

void PacketSync::Lock(size_t offset, size_t stride) {
  locked_ = true;
  last_was_bad_ = false;
  stride_ = stride;
  skip_ = 0;
  partial_size_ = 0;
  held_.assign(search_.begin() + static_cast<ptrdiff_t>(std::min(offset, search_.size())),
               search_.end());
  search_.clear();
  const size_t used = ReadLocked(held_);
  search_.insert(search_.end(), held_.begin() + static_cast<ptrdiff_t>(used), held_.end());
}

void PacketSync::Flush() {
  if (!locked_ && search_.size() >= kPacketBytes) {
    for (size_t offset = 0; offset + kPacketBytes <= search_.size(); ++offset) {
      // A lone sync byte says something at the start of a file only.
      if (const size_t stride = StrideAt(search_, offset, offset == 0 ? 1 : 2)) {
        Lock(offset, stride);
        break;
      }
    }
  }
  Reset();
}

void PacketSync::Reset() {
  locked_ = false;
  last_was_bad_ = false;
  skip_ = 0;
  partial_size_ = 0;
  search_.clear();
}

}  // namespace vedette::ts
