#include "engine/gate/size_evidence.h"

#include <algorithm>
#include <utility>

namespace vedette::gate {
namespace {

constexpr double kLongestRefresh = 1.0;  // seconds without a small picture that end a run
constexpr double kShortestRun = 0.5;     // seconds
constexpr int kSmallFraction = 40;
constexpr int kPicturesToLearn = 12;
constexpr int kMeanWindow = 250;  // pictures: about 10 s

}  // namespace

void SizeEvidence::Reset(int width, int height) {
  *this = SizeEvidence();
  const int macroblocks = ((width + 15) / 16) * ((height + 15) / 16);
  // Fits both measured sizes with one slice: 78 bytes at 8,160 macroblocks, 24 at 920.
  skipped_picture_bytes_ = 18 + macroblocks * 85 / 10000;
}

bool SizeEvidence::IsSmall(const CodedPicture& picture) const {
  if (picture.key) return false;
  if (picture.payload_bytes <= skipped_picture_bytes_) return true;
  return pictures_in_mean_ >= kPicturesToLearn &&
         picture.payload_bytes * kSmallFraction <= mean_bytes_;
}

void SizeEvidence::Add(const CodedPicture& picture) {
  if (run_ &&
      (picture.pts > run_->end + kLongestRefresh || picture.pts < run_->start - kLongestRefresh)) {
    if (run_->end - run_->start >= kShortestRun) ended_ = StillRun{run_->start, run_->end, false};
    run_.reset();
  }
  if (IsSmall(picture)) {
    const double end = picture.pts + picture.duration;
    if (!run_) run_ = StillRun{picture.pts, end, true};
    run_->start = std::min(run_->start, picture.pts);  // reordered pictures come later
    run_->end = std::max(run_->end, end);
  } else if (!picture.key) {
    pictures_in_mean_ = std::min(pictures_in_mean_ + 1, kMeanWindow);
    mean_bytes_ += (picture.payload_bytes - mean_bytes_) / pictures_in_mean_;
  }
}

std::optional<StillRun> SizeEvidence::Current() const {
  if (!run_ || run_->end - run_->start < kShortestRun) return std::nullopt;
  return run_;
}

std::optional<StillRun> SizeEvidence::TakeEnded() { return std::exchange(ended_, std::nullopt); }

}  // namespace vedette::gate
