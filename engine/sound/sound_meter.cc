#include "engine/sound/sound_meter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace vedette::sound {
namespace {

// Magnitudes are compared as the integers their bits make, which have the same order: a loop over
// floats does not vectorise, because of what is no number.
int32_t Largest(std::span<const float> samples) {
  // Many at once, so that none waits for the one before.
  std::array<int32_t, 16> largest{};
  const auto look = [&samples, &largest](size_t at, size_t lane) {
    const int32_t magnitude = std::bit_cast<int32_t>(samples[at]) & INT32_MAX;
    largest[lane] = magnitude > largest[lane] ? magnitude : largest[lane];
  };
  size_t at = 0;
  for (; at + largest.size() <= samples.size(); at += largest.size()) {
    for (size_t lane = 0; lane < largest.size(); ++lane) look(at + lane, lane);
  }
  for (; at < samples.size(); ++at) look(at, 0);
  return *std::max_element(largest.begin(), largest.end());
}

// What is no number counts as full scale.
float Peak(std::span<const float> samples) {
  const auto peak = std::bit_cast<float>(Largest(samples));
  if (std::isfinite(peak)) return peak;
  float finite = 1.0F;
  for (const float sample : samples) {
    if (std::isfinite(sample)) finite = std::max(finite, std::abs(sample));
  }
  return finite;
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
