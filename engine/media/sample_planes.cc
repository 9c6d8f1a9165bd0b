#include "engine/media/sample_planes.h"

namespace vedette::media {

template <typename T>
void SamplePlanes::Convert(const AVFrame& frame, bool planar, float offset, float scale) {
  const auto samples = static_cast<size_t>(frame.nb_samples);
  const auto channels = static_cast<size_t>(frame.ch_layout.nb_channels);
  converted_.resize(channels);
  for (size_t channel = 0; channel < channels; ++channel) {
    std::vector<float>& out = converted_[channel];
    out.resize(samples);
    const T* in = reinterpret_cast<const T*>(frame.extended_data[planar ? channel : 0]);
    const size_t step = planar ? 1 : channels;
    if (!planar) in += channel;
    for (size_t i = 0; i < samples; ++i) {
      out[i] = (static_cast<float>(in[i * step]) - offset) * scale;
    }
    channels_.emplace_back(out);
  }
}

std::span<const std::span<const float>> SamplePlanes::View(const AVFrame& frame) {
  channels_.clear();
  if (frame.nb_samples <= 0) return {};
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const bool planar = av_sample_fmt_is_planar(format) != 0;
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_FLT:
      if (!planar) {
        Convert<float>(frame, planar, 0, 1);
        break;
      }
      for (int channel = 0; channel < frame.ch_layout.nb_channels; ++channel) {
        channels_.emplace_back(reinterpret_cast<const float*>(frame.extended_data[channel]),
                               static_cast<size_t>(frame.nb_samples));
      }
      break;
    case AV_SAMPLE_FMT_DBL:
      Convert<double>(frame, planar, 0, 1);
      break;
    case AV_SAMPLE_FMT_U8:
      Convert<uint8_t>(frame, planar, 128, 1.0F / 128);
      break;
    case AV_SAMPLE_FMT_S16:
      Convert<int16_t>(frame, planar, 0, 1.0F / 32768);
      break;
    case AV_SAMPLE_FMT_S32:
      Convert<int32_t>(frame, planar, 0, 1.0F / 2147483648.0F);
      break;
    default:
      break;
  }
  return channels_;
}

}  // namespace vedette::media
