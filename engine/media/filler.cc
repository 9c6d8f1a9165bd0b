#include "engine/media/filler.h"

#include <cstring>

#include "engine/media/nal_length.h"

namespace vedette::media {
namespace {

// The next 00 00 01 at or after `from`; unit.size() when there is none.
size_t FindStartCode(ByteView unit, size_t from) {
  for (size_t at = from + 2; at < unit.size();) {
    const auto* const one =
        static_cast<const uint8_t*>(std::memchr(unit.data() + at, 1, unit.size() - at));
    if (one == nullptr) break;
    if (one[-1] == 0 && one[-2] == 0) return static_cast<size_t>(one - unit.data()) - 2;
    at = static_cast<size_t>(one - unit.data()) + 1;
  }
  return unit.size();
}

}  // namespace

FillerCounter::FillerCounter(const TrackInfo& track) {
  if (track.codec == "h264") codec_ = Codec::kH264;
  if (track.codec == "hevc") codec_ = Codec::kHevc;
  length_bytes_ = NalLengthBytes(track);
}

bool FillerCounter::IsFiller(uint8_t first_byte) const {
  return codec_ == Codec::kH264 ? (first_byte & 0x1f) == 12 : ((first_byte >> 1) & 0x3f) == 38;
}

int32_t FillerCounter::Count(ByteView unit) const {
  if (codec_ == Codec::kOther) return 0;
  return length_bytes_ == 0 ? CountAnnexB(unit) : CountLengthPrefixed(unit);
}

int32_t FillerCounter::CountAnnexB(ByteView unit) const {
  size_t filler = 0;
  size_t at = FindStartCode(unit, 0);
  while (at + 3 < unit.size()) {
    const size_t next = FindStartCode(unit, at + 3);
    if (IsFiller(unit[at + 3])) filler += next - at;
    at = next;
  }
  return static_cast<int32_t>(filler);
}

int32_t FillerCounter::CountLengthPrefixed(ByteView unit) const {
  const auto prefix = static_cast<size_t>(length_bytes_);
  size_t filler = 0;
  while (unit.size() > prefix) {
    const size_t length = NalLength(unit, length_bytes_);
    if (length == 0 || length > unit.size() - prefix) break;
    if (IsFiller(unit[prefix])) filler += prefix + length;
    unit = unit.subspan(prefix + length);
  }
  return static_cast<int32_t>(filler);
}

}  // namespace vedette::media
