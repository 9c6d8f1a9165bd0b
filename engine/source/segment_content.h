#pragma once

#include <string>

#include "engine/media/access_unit.h"

namespace vedette::source {

// What is wrong with the content of a media segment, for people; "" when it begins like MPEG-TS,
// (fragmented) MP4 or packed audio (ADTS, MPEG audio, AC-3, with or without an ID3 tag), or is
// WebVTT.
std::string SegmentFault(media::ByteView segment);

}  // namespace vedette::source
