#pragma once

#include <cstdint>

#include "engine/media/access_unit.h"

namespace vedette::ts {

// CRC-32 as MPEG uses it (polynomial 0x04C11DB7, not reflected). 0 over a whole section with its
// CRC field means that the section is good.
uint32_t Crc32(media::ByteView bytes);

// Puts the sections of one PID together from the payloads of its packets (ISO/IEC 13818-1, 2.4.4).
// Holds 4 KiB at most. Confined to its owner.
class SectionAssembler {
 public:
  // Calls `on_section(ByteView)` for each section that is complete: table_id first, CRC last, not
  // checked. The view is valid during the call.
  template <typename OnSection>
  void Append(media::ByteView payload, bool unit_start, OnSection&& on_section) {
    if (unit_start) {
      if (payload.empty()) return Reset();
      const size_t pointer = payload[0];
      payload = payload.subspan(1);
      if (pointer > payload.size()) return Reset();
      if (under_way_) Collect(payload.first(pointer), on_section);
      bytes_.clear();
      under_way_ = true;
      payload = payload.subspan(pointer);
    }
    if (under_way_) Collect(payload, on_section);
  }

  // What is under way is lost: waits for the next start of a section.
  void Reset();

 private:
  template <typename OnSection>
  void Collect(media::ByteView bytes, OnSection&& on_section) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    size_t at = 0;
    while (at < bytes_.size() && bytes_[at] != 0xff) {
      const size_t size = SectionBytes(media::ByteView(bytes_).subspan(at));
      if (size == 0 || at + size > bytes_.size()) break;
      on_section(media::ByteView(bytes_).subspan(at, size));
      at += size;
    }
    if (at < bytes_.size() && bytes_[at] == 0xff) return Reset();  // stuffing up to the end
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(at));
  }
  static size_t SectionBytes(media::ByteView head);  // 0 while unknown

  media::Bytes bytes_;
  bool under_way_ = false;
};

}  // namespace vedette::ts
