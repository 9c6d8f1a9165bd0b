#include "engine/sound/sound_meter.h"

#include <cfloat>
#include <cmath>
#include <span>

namespace vedette::sound {
namespace {

float Peak(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) {
    const float magnitude = std::fabs(sample);
    const float counted = magnitude <= FLT_MAX ? magnitude : 1.0F;
    peak = counted > peak ? counted : peak;
  }
  return peak;
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
