// What the gate costs per coded picture: one second of a 1080p25 stream with moving pictures.
#include <benchmark/benchmark.h>

#include <vector>

#include "engine/gate/picture_gate.h"

namespace vedette::gate {
namespace {

constexpr int kPictures = 25;

void PlanMovingPictures(benchmark::State& state) {
  PictureGate gate;
  gate.Reset(1920, 1080);
  std::vector<CodedPicture> pictures(kPictures);
  JobPlan job;
  double pts = 0;
  for (auto _ : state) {
    for (CodedPicture& picture : pictures) {
      picture.pts = pts += 0.04;
      picture.key = &picture == &pictures.front();
      picture.payload_bytes = picture.key ? 92000 : 13500;
    }
    gate.Plan(pictures, job);
    for (int i = 0; i < kPictures; ++i) {
      benchmark::DoNotOptimize(gate.Next(checks::Depth::kKeyframes, job));
    }
  }
  state.SetItemsProcessed(state.iterations() * kPictures);
}
BENCHMARK(PlanMovingPictures);

void FollowStillRun(benchmark::State& state) {
  SizeEvidence evidence;
  evidence.Reset(1920, 1080);
  double pts = 0;
  for (int i = 0; i < 50; ++i) evidence.Add({pts += 0.04, 0.04, false, 13500});
  for (auto _ : state) {
    evidence.Add({pts += 0.04, 0.04, false, 76});
    benchmark::DoNotOptimize(evidence.Current());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(FollowStillRun);

}  // namespace
}  // namespace vedette::gate
