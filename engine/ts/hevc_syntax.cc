#include "engine/ts/hevc_syntax.h"

namespace vedette::ts {
namespace {

constexpr int kRaslR = 9;
constexpr int kFirstIrap = 16;
constexpr int kLastIrap = 23;
constexpr int kVps = 32;
constexpr int kSps = 33;
constexpr int kEndOfBitstream = 37;
constexpr int kFillerData = 38;
constexpr int kPrefixSei = 39;

int TypeOf(media::ByteView head) { return head[0] >> 1 & 0x3f; }
bool IsBaseLayer(media::ByteView head) { return (head[0] & 1) == 0 && head[1] >> 3 == 0; }
bool IsSlice(int type) { return type <= kRaslR || (type >= kFirstIrap && type <= 21); }
bool IsFirstSlice(media::ByteView head) { return head.size() > 2 && (head[2] & 0x80) != 0; }

}  // namespace

bool HevcSyntax::BeginsUnit(media::ByteView head) const {
  if (!has_slice_ || head.size() < 2 || !IsBaseLayer(head)) return false;
  const int type = TypeOf(head);
  if (IsSlice(type)) return IsFirstSlice(head);
  return (type >= kVps && type <= kEndOfBitstream) || type == kPrefixSei ||
         (type >= 41 && type <= 44) || (type >= 48 && type <= 55);
}

PictureSyntax::Use HevcSyntax::Add(media::ByteView head) {
  if (head.size() < 2) return Use::kPlain;
  const int type = TypeOf(head);
  if (type == kFillerData) return Use::kFiller;
  if (!IsBaseLayer(head)) return Use::kPlain;
  if (IsSlice(type) && IsFirstSlice(head)) {
    if (!has_slice_) key_ = type >= kFirstIrap && type <= kLastIrap;
    has_slice_ = true;
  }
  return type == kSps || type == kPrefixSei ? Use::kWhole : Use::kPlain;
}

bool HevcSyntax::Whole(media::ByteView nal) {
  if (TypeOf(nal) == kSps) {
    parameters_ = Fingerprint(nal);
    return false;
  }
  return ReadSei(nal.subspan(2)).only_filler;
}

void HevcSyntax::BeginUnit() {
  PictureSyntax::BeginUnit();
  has_slice_ = false;
}

}  // namespace vedette::ts
