#include "engine/source/sniff.h"

#include <cstddef>

namespace vedette::source {
namespace {

constexpr uint8_t kSync = 0x47;
// Of random bytes, one in 256^7 passes at a given place.
constexpr size_t kSyncsLookedAt = 8;

bool HasSyncs(media::ByteView bytes, size_t first, size_t stride) {
  size_t syncs = 0;
  for (size_t at = first; at < bytes.size() && syncs < kSyncsLookedAt; at += stride) {
    if (bytes[at] != kSync) return false;
    ++syncs;
  }
  const size_t wanted = bytes.size() > 2 * stride + first ? 3 : 2;
  return syncs >= wanted;
}

}  // namespace

bool LooksLikeTs(media::ByteView start) {
  for (const size_t stride : {188, 192, 204}) {
    for (size_t first = 0; first < stride; ++first) {
      if (HasSyncs(start, first, stride)) return true;
    }
  }
  return false;
}

}  // namespace vedette::source
