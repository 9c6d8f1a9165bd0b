#pragma once

#include <memory>

#include "engine/dash/manifest_tracker.h"
#include "engine/source/queued_segment.h"

namespace vedette::source {

// What a lane has to fetch for the new segments of its representation, their initialization
// segment shared as long as the manifest names the same. Confined to the loop.
class DashSegments {
 public:
  SegmentBatch Make(dash::ManifestTracker::LaneUpdate update);

 private:
  std::shared_ptr<SegmentInit> InitFor(const dash::Location& location);

  std::shared_ptr<SegmentInit> init_;  // the last one in use
};

}  // namespace vedette::source
