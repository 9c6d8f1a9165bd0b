#include "engine/gate/sound_sampler.h"

#include <cmath>
#include <utility>

namespace vedette::gate {
namespace {

constexpr double kEvery = 0.5;        // seconds
constexpr double kLoudFor = 3;        // seconds
constexpr double kQuiet = 4;          // times the limit: 12 dB above it
constexpr int kBlocks = 2;            // of a sample
constexpr double kRounding = 0.0001;  // seconds

}  // namespace

SoundSampler::Take SoundSampler::Next(double at, double duration) {
  if (listening_) {
    if (std::abs(at - quiet_at_) < kLoudFor) return Take::kGoOn;
    listening_ = false;
    due_ = at;
  }
  if (in_sample_) return blocks_ > 0 ? Take::kGoOn : Take::kBegin;
  const bool jumped = std::abs(due_ - at) > 2 * kEvery;
  if (std::exchange(began_, true) && !jumped && at + duration < due_ + kRounding) return Take::kNot;
  due_ = at + kEvery;
  in_sample_ = true;
  blocks_ = 0;
  return Take::kBegin;
}

bool SoundSampler::Hear(double at, double peak, double limit) {
  const bool quiet = peak < kQuiet * limit;
  if (!listening_) {
    if (++blocks_ < kBlocks) return false;
    in_sample_ = false;
    listening_ = quiet;
  }
  if (quiet) quiet_at_ = at;
  return true;
}

void SoundSampler::Restart() { blocks_ = 0; }

}  // namespace vedette::gate
