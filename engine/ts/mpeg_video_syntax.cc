#include "engine/ts/mpeg_video_syntax.h"

namespace vedette::ts {
namespace {

constexpr uint8_t kPicture = 0x00;
constexpr uint8_t kFirstSlice = 0x01;
constexpr uint8_t kLastSlice = 0xaf;
constexpr uint8_t kSequence = 0xb3;
constexpr uint8_t kExtension = 0xb5;
constexpr uint8_t kSequenceEnd = 0xb7;
constexpr int kIntra = 1;
constexpr int kPictureCodingExtension = 8;
constexpr int kFramePicture = 3;

bool IsSlice(uint8_t code) { return code >= kFirstSlice && code <= kLastSlice; }

}  // namespace

bool MpegVideoSyntax::BeginsUnit(media::ByteView head) const {
  return has_slice_ && !head.empty() && !IsSlice(head[0]) && head[0] != kSequenceEnd;
}

PictureSyntax::Use MpegVideoSyntax::Add(media::ByteView head) {
  if (head.empty()) return Use::kPlain;
  const uint8_t code = head[0];
  if (IsSlice(code)) {
    if (!wants_field_) has_slice_ = true;
  } else if (code == kPicture) {
    if (!has_picture_ && head.size() > 2) key_ = (head[2] >> 3 & 7) == kIntra;
    has_picture_ = true;
  } else if (code == kSequence) {
    wants_field_ = false;
    return Use::kWhole;
  } else if (code == kExtension && head.size() > 3 && head[1] >> 4 == kPictureCodingExtension) {
    const bool is_field = (head[3] & 3) != kFramePicture;
    wants_field_ = is_field && !wants_field_;
  }
  return code == kSequenceEnd ? Use::kEndsUnit : Use::kPlain;
}

// The sequence header: size, aspect and frame rate. Its bit rate and matrices may change freely.
bool MpegVideoSyntax::Whole(media::ByteView nal) {
  constexpr size_t kFixedBytes = 5;
  if (nal.size() >= kFixedBytes) parameters_ = Fingerprint(nal.first(kFixedBytes));
  return false;
}

void MpegVideoSyntax::BeginUnit() {
  PictureSyntax::BeginUnit();
  has_slice_ = false;
  has_picture_ = false;
  wants_field_ = false;
}

}  // namespace vedette::ts
