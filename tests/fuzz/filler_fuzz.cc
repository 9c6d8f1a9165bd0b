#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "engine/media/filler.h"

// The first byte chooses the codec and how NAL units are framed, the rest is one access unit. The
// count is never negative and never more than there is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using vedette::media::Bytes;
  if (size == 0) return 0;
  vedette::media::TrackInfo track;
  track.codec = (data[0] & 1) != 0 ? "hevc" : "h264";
  if ((data[0] & 2) != 0) {
    Bytes configuration(32, 0);
    configuration[0] = 1;
    configuration[track.codec == "h264" ? 4 : 21] = data[0] >> 2;
    track.extradata = std::make_shared<const Bytes>(configuration);
  }
  const int32_t count = vedette::media::FillerCounter(track).Count({data + 1, size - 1});
  if (count < 0 || static_cast<size_t>(count) > size - 1) std::abort();
  return 0;
}
