#include "engine/gate/picture_gate.h"

namespace vedette::gate {
namespace {

// An open run is told again when it has grown by this much, key frames or not.
constexpr double kTellEvery = 0.5;  // seconds

}  // namespace

void PictureGate::Reset(int width, int height) {
  evidence_.Reset(width, height);
  told_ = -1;
}

void PictureGate::Plan(std::span<const CodedPicture> pictures, checks::Depth depth,
                       std::vector<PicturePlan>& plan) {
  plan.assign(pictures.size(), {});
  for (size_t i = 0; i < pictures.size(); ++i) {
    const CodedPicture& picture = pictures[i];
    plan[i].decode = PlanFor(depth, media::TrackType::kVideo, picture.key);
    evidence_.Add(picture);
    if (const auto ended = evidence_.TakeEnded()) {
      plan[i].run = ended;
      told_ = -1;
    } else if (const auto run = evidence_.Current();
               run && (told_ < 0 || picture.key || run->end >= told_ + kTellEvery)) {
      plan[i].run = run;
      told_ = run->end;
    }
  }
}

}  // namespace vedette::gate
