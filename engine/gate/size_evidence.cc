#include "engine/gate/size_evidence.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace vedette::gate {
namespace {

constexpr double kLongestRefresh = 1.0;  // seconds without a small picture that end a run
constexpr double kShortestRun = 0.5;     // seconds
constexpr int kSmallFraction = 40;
constexpr int kHeaderFraction = 6;
constexpr int kSameBytes = 1;
constexpr int kStrayGap = 5;  // pictures; a small one this far before the others is by chance
constexpr int kSameRow = 3;   // chance makes pairs
constexpr int kPicturesToLearn = 12;
constexpr int kMeanWindow = 250;  // pictures: about 10 s

}  // namespace

void SizeEvidence::Reset(int width, int height) {
  *this = SizeEvidence();
  const int macroblocks = ((width + 15) / 16) * ((height + 15) / 16);
  skipped_picture_bytes_ = 26 + macroblocks * 85 / 10000;
  header_bytes_ = 64 + 10 * ((height + 15) / 16);
}

bool SizeEvidence::IsSmall(const CodedPicture& picture) const {
  if (picture.key) return false;
  if (picture.payload_bytes <= skipped_picture_bytes_) return true;
  if (same_row_ >= kSameRow) return true;
  if (pictures_in_mean_ < kPicturesToLearn) return false;
  const double share = mean_bytes_ / kSmallFraction;
  return picture.payload_bytes <= share || (picture.payload_bytes <= header_bytes_ + share &&
                                            picture.payload_bytes <= mean_bytes_ / kHeaderFraction);
}

bool SizeEvidence::Holds() const {
  if (!run_ || run_->end - run_->start < kShortestRun) return false;
  return 3 * others_ <= 2 * small_;
}

bool SizeEvidence::Add(const CodedPicture& picture) {
  if (run_ &&
      (picture.pts > run_->end + kLongestRefresh || picture.pts < run_->start - kLongestRefresh)) {
    if (Holds()) ended_ = StillRun{run_->start, run_->end, false};
    run_.reset();
  }
  if (!picture.key) {
    const bool same = std::abs(picture.payload_bytes - last_bytes_) <= kSameBytes;
    same_row_ = same ? same_row_ + 1 : 0;
    last_bytes_ = picture.payload_bytes;
  }
  const bool small = IsSmall(picture);
  if (small) {
    const double end = picture.pts + picture.duration;
    if (!run_ || others_after_ > small_ + kStrayGap) {
      run_ = StillRun{picture.pts, end, true};
      small_ = others_ = others_after_ = 0;
    }
    ++small_;
    others_ += std::exchange(others_after_, 0);
    run_->start = std::min(run_->start, picture.pts);  // reordered pictures come later
    run_->end = std::max(run_->end, end);
  } else if (!picture.key) {
    ++others_after_;
    pictures_in_mean_ = std::min(pictures_in_mean_ + 1, kMeanWindow);
    mean_bytes_ += (picture.payload_bytes - mean_bytes_) / pictures_in_mean_;
  }
  return small;
}

std::optional<StillRun> SizeEvidence::Current() const { return Holds() ? run_ : std::nullopt; }

std::optional<StillRun> SizeEvidence::TakeEnded() { return std::exchange(ended_, std::nullopt); }

}  // namespace vedette::gate
