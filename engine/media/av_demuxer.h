#pragma once

#include <memory>

#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/probe_limits.h"
#include "engine/media/track.h"

namespace vedette::media {

class UnitMaker;

// Splits whole segments held in memory (fragmented MP4 with its init part, TS, packed audio with
// its ID3 time, WebM, anything libavformat knows) into access units. One per lane of a stream,
// confined to that stream's strand. What it gives of a TS is what libavformat's mpegts demuxer
// with parsers gives; live TS goes through ts::Walker, which is held against this class in a test.
class AvDemuxer {
 public:
  // `known`: what the segments are, when AvOpener has said so. Without it the first segment is
  // described on the way (and so is a TS always: its parsers need it).
  explicit AvDemuxer(std::shared_ptr<const MediaInfo> known = nullptr, ProbeLimits limits = {});
  ~AvDemuxer();
  AvDemuxer(const AvDemuxer&) = delete;
  AvDemuxer& operator=(const AvDemuxer&) = delete;

  // Hands over all access units of one segment, in file order; times as carried, their wrap removed
  // over all segments read. Unit pieces are valid during the call of the sink only. A segment that
  // breaks off gives its units up to there and then ok, or "invalid_data" when there was none.
  // Other failures as in AvOpener.
  base::Status Read(ByteView data, const Bytes* init, AccessUnitSink& sink);

  // The tracks that AccessUnit::track counts in, null before the first good Read. Replaced (another
  // pointer) before the first unit of a segment whose tracks are not those known.
  const std::shared_ptr<const MediaInfo>& info() const { return info_; }

 private:
  std::shared_ptr<const MediaInfo> info_;
  const ProbeLimits limits_;
  const std::unique_ptr<UnitMaker> maker_;
};

}  // namespace vedette::media
