#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/media/access_unit.h"
#include "engine/ts/codec.h"

namespace vedette::ts {

// How the start codes of one video codec make access units. Keeps what is known of the unit under
// way. "NAL unit" stands for MPEG-2's start code units too. Confined to its VideoReader.
class PictureSyntax {
 public:
  // What the reader is to do with a NAL unit.
  enum class Use : uint8_t {
    kPlain,     // nothing
    kWhole,     // show all its bytes to Whole() when it ends
    kFiller,    // leave its bytes out of payload_bytes
    kEndsUnit,  // the access unit ends with its start code
  };
  static constexpr size_t kHeadBytes = 6;  // what decisions need, after 00 00 01

  virtual ~PictureSyntax() = default;

  // True when the NAL unit with this head (kHeadBytes, fewer where it is shorter) begins the next
  // access unit.
  virtual bool BeginsUnit(media::ByteView head) const = 0;
  // It belongs to the access unit under way.
  virtual Use Add(media::ByteView head) = 0;
  // All its bytes, or the first 4 KiB; true when it is nothing but filler.
  virtual bool Whole(media::ByteView nal) = 0;
  // Whether a zero byte before the start code belongs to it (Annex B: zero_byte).
  virtual bool OwnsZeroByte() const { return true; }
  virtual void BeginUnit() {
    key_ = false;
    parameters_ = 0;
  }

  bool key() const { return key_; }
  uint64_t parameters() const { return parameters_; }  // fingerprint, 0 when the unit has none

 protected:
  bool key_ = false;
  uint64_t parameters_ = 0;
};

std::unique_ptr<PictureSyntax> MakePictureSyntax(Codec codec);

// FNV-1a over the bytes: tells parameter sets apart.
uint64_t Fingerprint(media::ByteView bytes);

// Walks the messages of an SEI NAL unit's payload (after the NAL header), emulation prevention
// bytes included: whether one of `payload_type` is there, and whether all are filler (type 3).
struct SeiContent {
  bool has_recovery_point = false;
  bool only_filler = false;
};
SeiContent ReadSei(media::ByteView payload);

}  // namespace vedette::ts
