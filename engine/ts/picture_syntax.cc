#include "engine/ts/picture_syntax.h"

#include "engine/ts/h264_syntax.h"
#include "engine/ts/hevc_syntax.h"
#include "engine/ts/mpeg_video_syntax.h"

namespace vedette::ts {
namespace {

// Reads bytes without the emulation prevention bytes (00 00 03).
class RbspReader {
 public:
  explicit RbspReader(media::ByteView bytes) : bytes_(bytes) {}
  size_t left() const { return bytes_.size() - at_; }
  int Next() {
    if (zeros_ == 2 && at_ < bytes_.size() && bytes_[at_] == 3) {
      ++at_;
      zeros_ = 0;
    }
    if (at_ >= bytes_.size()) return -1;
    const uint8_t byte = bytes_[at_++];
    zeros_ = byte == 0 ? (zeros_ < 2 ? zeros_ + 1 : 2) : 0;
    return byte;
  }

 private:
  media::ByteView bytes_;
  size_t at_ = 0;
  int zeros_ = 0;
};

// A number as SEI writes types and sizes: 0xff adds 255 and goes on; -1 at the end.
int NextSeiNumber(RbspReader& reader) {
  int value = 0;
  while (true) {
    const int byte = reader.Next();
    if (byte < 0) return -1;
    value += byte;
    if (byte != 0xff) return value;
  }
}

}  // namespace

SeiContent ReadSei(media::ByteView payload) {
  constexpr int kFillerPayload = 3;
  constexpr int kRecoveryPoint = 6;
  SeiContent content;
  RbspReader reader(payload);
  bool other = false;
  while (reader.left() > 1) {  // the last byte holds the stop bit
    const int type = NextSeiNumber(reader);
    const int size = NextSeiNumber(reader);
    if (size < 0) break;
    if (type == kRecoveryPoint) content.has_recovery_point = true;
    if (type == kFillerPayload) {
      content.only_filler = true;
    } else {
      other = true;
    }
    for (int i = 0; i < size; ++i) {
      if (reader.Next() < 0) break;
    }
  }
  if (other) content.only_filler = false;
  return content;
}

uint64_t Fingerprint(media::ByteView bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

std::unique_ptr<PictureSyntax> MakePictureSyntax(Codec codec) {
  if (codec == Codec::kH264) return std::make_unique<H264Syntax>();
  if (codec == Codec::kHevc) return std::make_unique<HevcSyntax>();
  return std::make_unique<MpegVideoSyntax>();
}

}  // namespace vedette::ts
