#include "engine/media/av_opener.h"

#include "engine/media/describe.h"
#include "engine/media/memory_input.h"

namespace vedette::media {

base::Result<MediaInfo> AvOpener::DescribeBytes(ByteView bytes, const Bytes* init,
                                                const ProbeLimits& limits) {
  MemoryInput input(bytes, init, limits);
  VEDETTE_RETURN_IF_ERROR(input.Open());
  VEDETTE_RETURN_IF_ERROR(input.FindInfo());
  return Describe(*input.context());
}

}  // namespace vedette::media
