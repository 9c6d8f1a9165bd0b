#pragma once

#include "engine/dash/manifest.h"
#include "engine/dash/xml_reader.h"

namespace vedette::dash {

// The addressing of a Period, AdaptationSet or Representation: what its SegmentTemplate,
// SegmentList or SegmentBase says, over what the level above says. URLs are left as they are.
Addressing ParseAddressing(const pugi::xml_node& level, const Addressing& above, XmlReader& reader);

// "first-last"; nothing where it is malformed.
std::optional<ByteRange> ParseByteRange(std::string_view text);

}  // namespace vedette::dash
