// The room engine/media: the only room that includes libav*. It opens, reads and decodes: AvOpener
// says what bytes in memory are, AvInput reads what a URL gives, AvDemuxer splits a segment in
// memory into access units, VideoDecoder and AudioDecoder make pictures and sound of them. Its
// headers show no libav type, so that every other room works on plain views (track.h,
// access_unit.h, picture_view.h). It uses base only; source, monitor and the client call it. A
// LibraryScope must live in main() as long as anything here is used.
#pragma once

#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/probe_limits.h"
#include "engine/media/track.h"

namespace vedette::media {

// The authority for container, tracks, codec parameters and languages. Stateless: safe to call from
// several threads at once.
class AvOpener {
 public:
  // What the bytes are: the head of a stream, or a whole segment with its initialization part
  // (`init`, may be null). Decodes a few frames (20 ms at 1080p): once per stream and after a
  // format change, not per segment. Opens nothing but these bytes. Fails with reason
  // "invalid_data" (no known format, or no track), "limit_reached" (too many tracks), "io_timeout"
  // (limits.wall_time).
  static base::Result<MediaInfo> DescribeBytes(ByteView bytes, const Bytes* init = nullptr,
                                               const ProbeLimits& limits = {});
};

}  // namespace vedette::media
