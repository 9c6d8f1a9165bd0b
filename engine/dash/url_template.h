#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vedette::dash {

// The identifiers of a SegmentTemplate (ISO/IEC 23009-1 section 5.3.9.4.4): $RepresentationID$,
// $Number$, $Bandwidth$, $Time$ with their width formats (%05d), and $$. What is none of them stays
// as it is.

// Fills in what is fixed for a representation.
std::string FillRepresentation(std::string_view text, std::string_view id, int64_t bandwidth);
// Fills in what differs between its segments, and $$.
std::string FillSegment(std::string_view text, int64_t number, int64_t time);

}  // namespace vedette::dash
