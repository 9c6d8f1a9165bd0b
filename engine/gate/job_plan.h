#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/gate/decode_plan.h"
#include "engine/gate/size_evidence.h"

namespace vedette::gate {

// What is to be done with one picture, and what its size has told.
struct PicturePlan {
  Decode decode = Decode::kNot;
  // The still run as it stands after this picture, where it is worth telling: with every key frame
  // and every half second while it is open, and once when it has ended.
  std::optional<StillRun> run;
};

// What the sizes of a job's pictures say, GOP by GOP. Scratch: belongs to a worker, filled by
// PictureGate::Plan and used up by PictureGate::Next within one job.
struct JobPlan {
  struct Gop {
    size_t end = 0;        // index of the picture after its last in this job
    bool has_key = false;  // false: it began in an earlier job
    double pts = 0;        // of its key picture
    bool suspect = false;  // it, or the GOP before it, may be black or still
    bool edge = false;     // a run of small pictures begins or ends inside it, or begins next
    bool all_intra = false;
  };
  std::vector<Gop> gops;
  std::vector<std::optional<StillRun>> runs;  // one for each picture
  size_t gop = 0;                             // of the next picture
  size_t picture = 0;                         // the next
  Decode decode = Decode::kNot;               // how the pictures of the present GOP are decoded
};

}  // namespace vedette::gate
