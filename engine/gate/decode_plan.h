#pragma once

#include <cstdint>

#include "engine/checks/check.h"
#include "engine/media/track.h"

namespace vedette::gate {

// What to do with the bytes of one access unit.
enum class Decode : uint8_t {
  kNot,       // its size and times are enough
  kTop,       // decode its top rows, and all of it, as kAlone, only if they do not say enough
  kAlone,     // decode this picture by itself, on a decoder shared with other streams
  kSequence,  // decode it in sequence with its neighbours
};

// What each depth promises, before any gate saves a part of it: at `keyframes` every key frame and
// all sound, at `full` everything, at `packets` and `manifest` nothing.
constexpr Decode PlanFor(checks::Depth depth, media::TrackType type, bool key) {
  const bool picture = type == media::TrackType::kVideo;
  const bool sound = type == media::TrackType::kAudio;
  if (depth < checks::Depth::kKeyframes || !(picture || sound)) return Decode::kNot;
  if (sound || depth == checks::Depth::kFull) return Decode::kSequence;
  return key ? Decode::kAlone : Decode::kNot;
}

}  // namespace vedette::gate
