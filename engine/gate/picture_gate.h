#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/checks/check.h"
#include "engine/gate/decode_plan.h"
#include "engine/gate/size_evidence.h"

namespace vedette::gate {

// What is to be done with one picture, and what its size has told.
struct PicturePlan {
  Decode decode = Decode::kNot;
  // The still run as it stands after this picture, where it is worth telling: with every key frame
  // while it is open, and once when it has ended.
  std::optional<StillRun> run;
};

// Decides, for the main video track of one stream, which pictures are decoded. Confined to the
// stream's strand.
class PictureGate {
 public:
  // The luma size of the track; starts anew.
  void Reset(int width, int height);

  // The pictures of one job in decoding order; `plan` gets one entry for each.
  void Plan(std::span<const CodedPicture> pictures, checks::Depth depth,
            std::vector<PicturePlan>& plan);

 private:
  SizeEvidence evidence_;
  double told_ = -1;  // end of the open run when it was last told; -1: no run
};

}  // namespace vedette::gate
