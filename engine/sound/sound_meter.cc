#include "engine/sound/sound_meter.h"

#include <bit>
#include <cfloat>
#include <cstdint>
#include <span>

namespace vedette::sound {
namespace {

// Magnitudes are compared as the integers their bits make, which have the same order: a loop over
// floats does not vectorise, because of what is no number.
float Peak(std::span<const float> samples) {
  constexpr auto kFullScale = std::bit_cast<int32_t>(1.0F);
  constexpr auto kLargest = std::bit_cast<int32_t>(FLT_MAX);
  int32_t peak = 0;
  for (const float sample : samples) {
    const int32_t magnitude = std::bit_cast<int32_t>(sample) & INT32_MAX;
    const int32_t counted = magnitude <= kLargest ? magnitude : kFullScale;
    peak = counted > peak ? counted : peak;
  }
  return std::bit_cast<float>(peak);
}

}  // namespace

SoundMeasure MeasureSound(const media::SoundView& sound) {
  SoundMeasure measure;
  measure.pts = sound.pts;
  for (const auto& channel : sound.channels) measure.channel_peak.push_back(Peak(channel));
  if (!sound.channels.empty() && sound.sample_rate > 0) {
    measure.duration = static_cast<double>(sound.channels[0].size()) / sound.sample_rate;
  }
  return measure;
}

}  // namespace vedette::sound
