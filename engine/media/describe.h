// Internal to engine/media: bounds of a libavformat context, and what it says of its tracks.
#pragma once

#include "engine/base/status.h"
#include "engine/media/av_handles.h"
#include "engine/media/probe_limits.h"
#include "engine/media/track.h"

namespace vedette::media {

// Sets what every input has, before it is opened: bounds on what is read to learn what it is, times
// as carried, and a list of formats without those that open other URLs (HLS, DASH, SDP, concat).
void ApplyLimits(AVFormatContext& context, const ProbeLimits& limits);

// "limit_reached" when there are more tracks than allowed.
base::Status CheckTrackCount(const AVFormatContext& context, const ProbeLimits& limits);

// libavformat's short name, one word where it has several: "mp4" for "mov,mp4,m4a,...".
std::string ContainerOf(const AVFormatContext& context);

TrackInfo DescribeTrack(AVFormatContext& context, int index);
MediaInfo Describe(AVFormatContext& context);

}  // namespace vedette::media
