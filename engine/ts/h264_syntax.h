#pragma once

#include "engine/ts/picture_syntax.h"

namespace vedette::ts {

// H.264 (ITU-T H.264, 7.3 and 7.4.1.2.3), split as libavcodec's parser splits it: each field of a
// field-coded picture is a unit.
class H264Syntax : public PictureSyntax {
 public:
  bool BeginsUnit(media::ByteView head) const override;
  Use Add(media::ByteView head) override;
  bool Whole(media::ByteView nal) override;
  void BeginUnit() override;

 private:
  bool has_slice_ = false;
  uint32_t last_first_mb_ = 0;
};

}  // namespace vedette::ts
