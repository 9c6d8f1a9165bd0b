// Internal to engine/media: libavformat's packets as access units.
#pragma once

#include <vector>

#include "engine/media/access_unit.h"
#include "engine/media/av_handles.h"
#include "engine/media/filler.h"
#include "engine/media/track.h"

namespace vedette::media {

// `time`, of which the container carries the lower `bits` only, as the value nearest to
// `reference`.
constexpr int64_t UnwrapTime(int64_t time, int bits, int64_t reference) {
  if (bits >= 63) return time;
  const int64_t range = int64_t{1} << bits;
  const int64_t ahead = (time - reference) & (range - 1);
  return reference + (ahead >= range / 2 ? ahead - range : ahead);
}

// Confined to a reader. The unwrapping of times goes on from one input to the next.
class UnitMaker {
 public:
  // The tracks that packets' stream indices count in.
  void SetTracks(const std::vector<TrackInfo>& tracks);
  // All but `pieces`.
  AccessUnit Make(const AVFormatContext& context, const AVPacket& packet);

 private:
  std::vector<FillerCounter> fillers_;
  Ticks last_ = kNoTime;  // DTS of the last unit of any track
};

}  // namespace vedette::media
