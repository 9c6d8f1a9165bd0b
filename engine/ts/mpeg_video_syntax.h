#pragma once

#include "engine/ts/picture_syntax.h"

namespace vedette::ts {

// MPEG-1 and MPEG-2 video (ISO/IEC 13818-2, 6.2). Both fields of a field-coded picture are one
// unit; a unit ends with the first start code after its slices that is not a slice.
class MpegVideoSyntax : public PictureSyntax {
 public:
  bool BeginsUnit(media::ByteView head) const override;
  Use Add(media::ByteView head) override;
  bool Whole(media::ByteView nal) override;
  bool OwnsZeroByte() const override { return false; }
  void BeginUnit() override;

 private:
  bool has_slice_ = false;  // of the last picture of the unit
  bool has_picture_ = false;
  bool wants_field_ = false;  // a first field came, the second one belongs to the unit too
};

}  // namespace vedette::ts
