#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "engine/media/access_unit.h"

namespace vedette::ts {

// Elementary streams by hand. Bodies are of bytes without zeros, so that they hold no start code.

inline media::Bytes Join(std::initializer_list<media::Bytes> parts) {
  media::Bytes all;
  for (const media::Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline media::Bytes Body(size_t size, uint8_t salt = 1) {
  media::Bytes body(size);
  for (size_t i = 0; i < size; ++i) body[i] = static_cast<uint8_t>(1 + (i * 7 + salt) % 250);
  return body;
}

// 00 00 01, the head given, then `size` bytes.
inline media::Bytes Nal(media::Bytes head, size_t size = 0, uint8_t salt = 1) {
  return Join({{0, 0, 1}, head, Body(size, salt)});
}

// H.264. Slices with first_mb_in_slice 0 begin with a one bit.
inline media::Bytes Aud() { return Join({{0}, Nal({0x09, 0xf0})}); }
inline media::Bytes Sps(uint8_t level = 30) { return Nal({0x67, 0x4d, 0x40, level, 0x88}); }
inline media::Bytes Idr(size_t size) { return Nal({0x65, 0x88}, size); }
inline media::Bytes Inter(size_t size) { return Nal({0x41, 0x9a}, size); }
// first_mb_in_slice is 63 or more, with `mb` 1 it is 127 or more.
inline media::Bytes LaterSlice(size_t size, uint8_t mb = 2) { return Nal({0x41, mb}, size); }
inline media::Bytes RecoveryPoint() { return Nal({0x06, 0x06, 0x01, 0xc4, 0x80}); }
inline media::Bytes Filler(size_t size) {
  return Join({{0, 0, 1, 0x0c}, media::Bytes(size, 0xff)});
}
inline media::Bytes FillerSei(uint8_t size) {
  return Join({{0, 0, 1, 0x06, 0x03, size}, media::Bytes(size, 0xff), {0x80}});
}

// An ADTS frame of AAC-LC, 48 kHz unless the rate's index says otherwise, stereo.
inline media::Bytes Adts(size_t size, uint8_t rate_index = 3) {
  return Join({{0xff, 0xf1, static_cast<uint8_t>(0x40 | rate_index << 2),
                static_cast<uint8_t>(0x80 | (size >> 11 & 3)), static_cast<uint8_t>(size >> 3),
                static_cast<uint8_t>((size & 7) << 5 | 0x1f), 0xfc},
               Body(size - 7)});
}

}  // namespace vedette::ts
