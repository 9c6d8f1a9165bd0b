#pragma once

#include "engine/base/status.h"

namespace vedette::media {

// CPU time that this machine needs to decode what streams usually bring.
struct DecodeSpeed {
  double picture_seconds = 0;  // one key picture of 1080p H.264, about 140 KB
  double sound_seconds = 0;    // one second of AAC, stereo, 48 kHz
};

// Makes a picture and some sound and decodes them on the calling thread, the best of a few times;
// takes about 0.2 s. "unsupported" where libavcodec can't encode H.264 or AAC.
base::Result<DecodeSpeed> MeasureDecodeSpeed();

}  // namespace vedette::media
