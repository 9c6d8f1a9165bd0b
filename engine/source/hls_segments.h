#pragma once

#include <memory>
#include <string_view>

#include "engine/hls/playlist.h"
#include "engine/hls/playlist_tracker.h"
#include "engine/source/queued_segment.h"

namespace vedette::source {

// What a lane has to fetch for the new segments of its media playlist, their keys and
// initialization sections shared as long as the playlist names the same. Confined to the loop.
class HlsSegments {
 public:
  SegmentBatch Make(const hls::MediaPlaylist& playlist, const hls::PlaylistTracker::Update& update,
                    std::string_view base_url);

 private:
  std::shared_ptr<SegmentInit> init_;  // the last one in use
  std::shared_ptr<const SegmentKey> key_;
};

}  // namespace vedette::source
