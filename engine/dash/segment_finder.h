#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/dash/manifest.h"

namespace vedette::dash {

// A segment that a manifest announces. Times are of the media, in the timescale.
struct FoundSegment {
  int64_t number = 0;  // $Number$
  int64_t time = 0;    // $Time$
  int64_t duration = 0;
  size_t index = 0;  // in a list
};

struct FoundSegments {
  std::vector<FoundSegment> segments;  // oldest first
  int64_t in_window = 0;               // all that can be had, `segments` among them
  int64_t longest = 0;                 // duration of the longest of them
  // By the server's clock: when the next can be had, where the clock says so and not the manifest.
  std::optional<base::WallTime> next_due;
};

struct SegmentQuery {
  base::WallTime now{};          // by the server's clock
  std::optional<int64_t> after;  // leaves out what begins at or before this time
  size_t newest = 0;             // only that many, the newest; 0 = all
};

// The segments of one representation in one period that can be had, at most kMaxSegments. What a
// live manifest lists one by one can be had because it stands there; what it gives by a rule, from
// its availability time on (a moment later, as origins are never early).
FoundSegments FindSegments(const Manifest& manifest, const Period& period,
                           const Addressing& addressing, const SegmentQuery& query);

// Where bytes are. `url` is absolute; "" = nowhere.
struct Location {
  std::string url;
  std::optional<ByteRange> range;
  bool operator==(const Location&) const = default;
};
Location LocationOf(const Representation& representation, const FoundSegment& segment);
Location InitializationOf(const Representation& representation);

}  // namespace vedette::dash
