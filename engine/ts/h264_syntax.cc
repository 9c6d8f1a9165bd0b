#include "engine/ts/h264_syntax.h"

namespace vedette::ts {
namespace {

enum NalType : uint8_t {
  kSlice = 1,
  kSlicePartA = 2,
  kIdrSlice = 5,
  kSei = 6,
  kSps = 7,
  kPps = 8,
  kDelimiter = 9,
  kFillerData = 12,
};

bool IsSlice(uint8_t type) { return type == kSlice || type == kSlicePartA || type == kIdrSlice; }

// first_mb_in_slice, the ue(v) right after the NAL header.
uint32_t FirstMb(media::ByteView head) {
  uint64_t bits = 0;
  for (size_t i = 1; i < 6; ++i) bits = bits << 8 | (i < head.size() ? head[i] : 0);
  bits <<= 24;
  if (bits == 0) return 0;
  const int zeros = __builtin_clzll(bits);
  if (zeros > 31) return 0;
  return static_cast<uint32_t>((bits >> (63 - 2 * zeros)) - 1);
}

}  // namespace

bool H264Syntax::BeginsUnit(media::ByteView head) const {
  if (!has_slice_ || head.empty()) return false;
  const uint8_t type = head[0] & 0x1f;
  if (type >= kSei && type <= kDelimiter) return true;
  return IsSlice(type) && FirstMb(head) <= last_first_mb_;
}

PictureSyntax::Use H264Syntax::Add(media::ByteView head) {
  if (head.empty()) return Use::kPlain;
  const uint8_t type = head[0] & 0x1f;
  if (IsSlice(type)) {
    if (!has_slice_ && type == kIdrSlice) key_ = true;
    has_slice_ = true;
    last_first_mb_ = FirstMb(head);
    return Use::kPlain;
  }
  if (type == kFillerData) return Use::kFiller;
  return type == kSps || type == kSei ? Use::kWhole : Use::kPlain;
}

bool H264Syntax::Whole(media::ByteView nal) {
  if ((nal[0] & 0x1f) == kSps) {
    parameters_ = Fingerprint(nal);
    return false;
  }
  const SeiContent sei = ReadSei(nal.subspan(1));
  if (sei.has_recovery_point && !has_slice_) key_ = true;
  return sei.only_filler;
}

void H264Syntax::BeginUnit() {
  PictureSyntax::BeginUnit();
  has_slice_ = false;
}

}  // namespace vedette::ts
