#pragma once

#include <span>

#include "engine/checks/check.h"
#include "engine/gate/job_plan.h"

namespace vedette::gate {

// Decides, for the main video track of one stream, which pictures are decoded. At `keyframes`:
//
// - One key picture in 20 s while nothing is suspected: 1 in 10 at the usual GOP of 2 s. That is
//   the longest that a black which sizes do not show (grain over it) stays unseen; such a freeze
//   needs two looks. Top rows are enough (where the decoder gives them): where they are not dark no
//   picture is black, where they move none is frozen; where they are those seen last the next key
//   picture's tell whether that was chance, and then two whole ones. One in three is decoded whole,
//   for the thumbnail. And the second of all: only there it shows whether key pictures stand alone.
// - Every key picture under suspicion: the GOP before or after it is at least half small inter
//   pictures, it is itself under 1/4 of the running mean of key pictures (measured for
//   a black one in H.264: 1/13 to 1/200) or has the size of the one before to the byte, or the last
//   one decoded was black or equal to the one before.
// - A GOP in full, as far as the job holds it, when a run of small pictures begins or ends inside
//   it (or with the next GOP), so that pixels say to the picture when the fault began and ended.
// - Where sizes are no evidence, because pixels showed a fault that they did not, or because hardly
//   any picture is an inter picture: every key picture, at most 2 a second of media and those at
//   which the suspicion changes.
// - Everything, in sequence, where no picture can be decoded alone (intra refresh).
//
// Holds under 250 bytes. Confined to the stream's strand.
class PictureGate {
 public:
  // The luma size of the track; starts anew. `phase`, 0 to 1: where in their 20 s the looks without
  // suspicion fall, so that streams that begin together are not looked at together.
  void Reset(int width, int height, double phase = 0);

  // The pictures of one job in decoding order. Then Next for each of them, in that order.
  void Plan(std::span<const CodedPicture> pictures, JobPlan& job);
  PicturePlan Next(checks::Depth depth, JobPlan& job);

  // What a key picture showed, told before the next Next: black, or no other than the one before.
  void Saw(double pts, bool fault);
  // The top rows were those seen last. Whether the next key picture's are to be seen first; if not,
  // the picture is to be decoded whole.
  bool LooksAgain();
  // A picture said to be a key picture could not be decoded alone.
  void SawNoKey() { decodes_all_ = true; }

  bool decodes_all() const { return decodes_all_; }
  // Sizes are no evidence at present.
  bool blind() const { return blind_ || decodes_all_; }

 private:
  struct Count;
  void Add(const CodedPicture& picture, JobPlan& job, Count& count);
  void Weigh(const CodedPicture& key, JobPlan::Gop& gop);
  Decode Decide(const JobPlan::Gop& gop);

  SizeEvidence evidence_;
  double phase_ = 0;
  double told_ = -1;      // end of the open run when it was last told; -1: no run
  int inter_ = 0;         // of the GOP that goes on, over jobs
  int small_ = 0;         // of these
  double key_bytes_ = 0;  // running mean
  int last_key_bytes_ = -1;
  double inter_share_ = 1;   // inter pictures among the latest
  double looked_ = -1e9;     // presentation time of the last key picture decoded
  double blind_until_ = -1;  // sizes are no evidence until then
  bool blind_ = false;       // at the last key picture decided on
  bool suspected_ = false;   // the last key picture was suspect
  bool watching_ = false;    // the last one showed a fault
  bool looks_again_ = false;
  bool doubts_ = false;  // top rows stood still twice
  int surprises_ = 0;    // faults in a row that no size told
  bool decodes_all_ = false;
  int keys_ = 0;   // decided on, up to 2
  int looks_ = 0;  // without suspicion
};

}  // namespace vedette::gate
