#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/media/time.h"

namespace vedette::media {

// A decoded picture as planes of samples: a view into the decoder's frame, valid only during the
// call. 8-bit samples are uint8_t, deeper ones little-endian uint16_t.
struct PictureView {
  struct Plane {
    const uint8_t* data = nullptr;
    ptrdiff_t stride_bytes = 0;
    int width = 0;  // samples
    int height = 0;
  };
  Ticks pts = kNoTime;  // of the access unit it was decoded from
  bool key = false;
  bool corrupt = false;  // the decoder concealed or reported errors in it
  int bit_depth = 8;
  bool full_range = false;
  int plane_count = 1;          // 1 (grey) or 3
  std::array<Plane, 3> planes;  // luma first
};

// Decoded sound: one span of samples per channel, floats of full scale +-1, valid only during the
// call.
struct SoundView {
  Ticks pts = kNoTime;
  int sample_rate = 0;
  std::span<const std::span<const float>> channels;
};

}  // namespace vedette::media
