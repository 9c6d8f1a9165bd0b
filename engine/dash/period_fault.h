#pragma once

#include <string>

#include "engine/dash/manifest.h"

namespace vedette::dash {

// What is wrong with the periods of a manifest, for people; "" = nothing: one that does not begin
// where the one before it says to end (by more than 100 ms), one shorter than 500 ms, one without
// video or audio where its neighbour has it, or with neither. Of several faults the newest.
std::string PeriodFault(const Manifest& manifest);

// The largest hole (< 0: overlap) in a SegmentTimeline of the manifest, seconds; 0 = none of a
// millisecond or more.
double LargestTimelineGap(const Manifest& manifest);

}  // namespace vedette::dash
