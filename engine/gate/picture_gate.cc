#include "engine/gate/picture_gate.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace vedette::gate {
namespace {

constexpr double kTellEvery = 0.5;   // seconds
constexpr double kLookEvery = 20;    // seconds
constexpr double kBlindEvery = 0.5;  // seconds
constexpr double kBlindFor = 600;    // seconds after a fault that sizes did not show
constexpr double kRounding = 0.001;  // seconds
constexpr int kSmallKey = 4;
constexpr double kKeyMemory = 1.0 / 16;    // weight of the newest in the mean
constexpr double kShareMemory = 1.0 / 50;  // the same
constexpr double kAllIntra = 0.2;          // of the pictures are inter pictures, or fewer
// Pictures; fewer small ones in a row are the repeated pictures of film and animation.
constexpr int kForAWhile = 4;
constexpr int kWholeLook = 3;  // one of so many
constexpr int kSurprises = 2;
constexpr int kSameBytes = 1;

}  // namespace

// The inter pictures of one GOP in one job.
struct PictureGate::Count {
  bool still_before = false;  // a run was on when it began
  int inter = 0;
  int small = 0;
  int small_row = 0;  // in a row, up to the last
  int other_row = 0;
  bool was_still = false;  // for a while
  bool was_moving = false;
};

void PictureGate::Reset(int width, int height, double phase) {
  *this = PictureGate();
  phase_ = phase;
  evidence_.Reset(width, height);
}

void PictureGate::Plan(std::span<const CodedPicture> pictures, JobPlan& job) {
  job.gops.clear();
  job.runs.clear();
  job.gop = job.picture = 0;
  job.decode = Decode::kNot;
  for (size_t i = 0; i < pictures.size();) {
    const CodedPicture& first = pictures[i];
    JobPlan::Gop gop;
    gop.has_key = first.key;
    if (first.key) Weigh(first, gop);
    Count count = {.still_before = evidence_.Current().has_value()};
    do Add(pictures[i++], job, count);
    while (i < pictures.size() && !pictures[i].key);
    inter_ += count.inter;
    small_ += count.small;
    gop.end = i;
    const bool quiet = 2 * count.small > count.inter;
    gop.suspect |= count.still_before || count.was_still || quiet;
    gop.edge = count.was_still && count.was_moving;
    // An encoder may refine a picture that stands still until the next key frame.
    if (quiet && !count.still_before && !job.gops.empty()) {
      job.gops.back().suspect = job.gops.back().edge = true;
    }
    job.gops.push_back(gop);
  }
}

void PictureGate::Weigh(const CodedPicture& key, JobPlan::Gop& gop) {
  gop.pts = key.pts;
  const bool small = key.payload_bytes * kSmallKey <= key_bytes_;
  const bool same = std::abs(key.payload_bytes - last_key_bytes_) <= kSameBytes;
  gop.suspect = 2 * small_ > inter_ || small || same;
  last_key_bytes_ = key.payload_bytes;
  gop.all_intra = inter_share_ < kAllIntra;
  inter_ = small_ = 0;
  // Black key pictures would make the others look large, not small.
  if (!small) {
    key_bytes_ += (key.payload_bytes - key_bytes_) * (key_bytes_ > 0 ? kKeyMemory : 1);
  }
}

void PictureGate::Add(const CodedPicture& picture, JobPlan& job, Count& count) {
  const bool small = evidence_.Add(picture);
  inter_share_ += ((picture.key ? 0 : 1) - inter_share_) * kShareMemory;
  if (!picture.key) {
    ++count.inter;
    count.small += small ? 1 : 0;
    count.small_row = small ? count.small_row + 1 : 0;
    count.other_row = small ? 0 : count.other_row + 1;
    count.was_still |= count.small_row == kForAWhile;
    count.was_moving |= count.other_row == kForAWhile;
  }
  auto& run = job.runs.emplace_back(evidence_.TakeEnded());
  if (run) {
    told_ = -1;
    return;
  }
  run = evidence_.Current();
  if (run && told_ >= 0 && !picture.key && run->end < told_ + kTellEvery) run.reset();
  if (run) told_ = run->end;
}

PicturePlan PictureGate::Next(checks::Depth depth, JobPlan& job) {
  const bool begins = job.picture == 0 || job.picture == job.gops[job.gop].end;
  if (job.picture == job.gops[job.gop].end) ++job.gop;
  const bool key = begins && job.gops[job.gop].has_key;
  PicturePlan plan;
  plan.run = job.runs[job.picture++];
  if (depth != checks::Depth::kKeyframes) {
    plan.decode = PlanFor(depth, media::TrackType::kVideo, key);
  } else if (decodes_all()) {
    plan.decode = Decode::kSequence;
  } else {
    if (begins) job.decode = key ? Decide(job.gops[job.gop]) : Decode::kNot;
    if (key || job.decode == Decode::kSequence) plan.decode = job.decode;
  }
  return plan;
}

Decode PictureGate::Decide(const JobPlan::Gop& gop) {
  const double since = gop.pts - looked_;
  const bool blind = gop.pts < blind_until_ || gop.all_intra;
  blind_ = blind;
  const bool changes = std::exchange(suspected_, gop.suspect) != gop.suspect;
  const bool second = keys_ == 1;
  keys_ = std::min(keys_ + 1, 2);
  double least = kLookEvery;
  if (blind) least = kBlindEvery;
  const bool wary = gop.suspect || watching_;
  if ((blind && changes) || (!blind && (wary || looks_again_)) || second) least = 0;
  if (since >= 0 && since < least - kRounding) return Decode::kNot;
  looked_ = gop.pts - (second ? phase_ * kLookEvery : 0);
  if (gop.edge) return Decode::kSequence;
  if (blind || wary || keys_ < 2 || second) return Decode::kAlone;
  if (looks_again_) return Decode::kTop;
  return ++looks_ % kWholeLook == 0 ? Decode::kAlone : Decode::kTop;
}

bool PictureGate::LooksAgain() {
  looks_again_ = !looks_again_;
  doubts_ = !looks_again_;
  return looks_again_;
}

void PictureGate::Saw(double pts, bool fault) {
  // What stands still may have nothing near to be compared with.
  watching_ = std::exchange(doubts_, false) || fault;
  looks_again_ = false;
  surprises_ = fault && !suspected_ ? surprises_ + 1 : 0;
  if (surprises_ >= kSurprises) blind_until_ = pts + kBlindFor;
}

}  // namespace vedette::gate
