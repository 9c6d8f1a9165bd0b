#pragma once

#include <memory>

#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/picture_view.h"

namespace vedette::media {

// Makes small JPEG thumbnails. Keeps its scaler and encoder between pictures of one shape (about
// 1 MB). Confined to one worker.
class JpegEncoder {
 public:
  explicit JpegEncoder(int width = 320);
  ~JpegEncoder();
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;

  // The picture at most `width` wide (never enlarged), sides even. "invalid_data" for a picture
  // without samples or wider or higher than 16,384.
  base::Result<Bytes> Encode(const PictureView& picture);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::media
