// The room engine/sound: how loud decoded sound is. It uses base and media's value headers (no
// libav), and is called by monitor on the worker that decodes.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/media/picture_view.h"

namespace vedette::sound {

// What one block of sound measured. Value; feeds checks::SoundFact.
struct SoundMeasure {
  media::Ticks pts = media::kNoTime;  // of its first sample
  double duration = 0;                // seconds; 0 for an empty block
  std::vector<float> channel_peak;    // linear, largest |sample| per channel

  // Of all channels; 0 where there is none.
  double Peak() const {
    return channel_peak.empty() ? 0 : *std::max_element(channel_peak.begin(), channel_peak.end());
  }
};

// Peaks of the block's channels. A sample that is no number counts as full scale, so that a broken
// decoder is never taken for silence.
SoundMeasure MeasureSound(const media::SoundView& sound);

}  // namespace vedette::sound
