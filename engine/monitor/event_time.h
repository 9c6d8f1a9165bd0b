#pragma once

#include <cmath>

#include "engine/checks/check.h"

namespace vedette::monitor {

// What wall time a moment of media has becomes known better while a stream runs, and means little
// where a file is read as fast as possible: an event that media time measures lasts as long on the
// wall.
inline void AlignEnd(checks::EventRecord& event) {
  if (!event.end || std::isnan(event.start.media) || std::isnan(event.end->media)) return;
  const double seconds = event.end->media - event.start.media;
  event.end->wall =
      event.start.wall + base::microseconds(static_cast<int64_t>(std::llround(seconds * 1e6)));
}

}  // namespace vedette::monitor
