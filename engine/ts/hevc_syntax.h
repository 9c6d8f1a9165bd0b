#pragma once

#include "engine/ts/picture_syntax.h"

namespace vedette::ts {

// HEVC (ITU-T H.265, 7.4.2.4.4): a unit begins with the first slice segment of a picture or with
// what may only stand before it. Layers above the base layer belong to their unit.
class HevcSyntax : public PictureSyntax {
 public:
  bool BeginsUnit(media::ByteView head) const override;
  Use Add(media::ByteView head) override;
  bool Whole(media::ByteView nal) override;
  bool OwnsZeroByte() const override { return false; }  // as libavcodec 59 cuts
  void BeginUnit() override;

 private:
  bool has_slice_ = false;
};

}  // namespace vedette::ts
