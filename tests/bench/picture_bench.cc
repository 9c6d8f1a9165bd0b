// What one decoded picture costs to measure, on the grid of key frames and in full.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "engine/picture/picture_meter.h"

namespace vedette::picture {
namespace {

// Two 4:2:0 pictures of noise, so that nothing ends early.
class Pictures {
 public:
  Pictures(int width, int height) {
    std::mt19937 random(1);
    for (std::vector<uint8_t>& samples : samples_) {
      samples.resize(static_cast<size_t>(width) * height * 3 / 2);
      for (uint8_t& sample : samples) sample = static_cast<uint8_t>(16 + random() % 220);
    }
    for (int i = 0; i < 2; ++i) {
      views_[i].plane_count = 3;
      const uint8_t* at = samples_[i].data();
      for (int p = 0; p < 3; ++p) {
        const int w = p == 0 ? width : width / 2;
        const int h = p == 0 ? height : height / 2;
        views_[i].planes[p] = {at, w, w, h};
        at += static_cast<size_t>(w) * h;
      }
    }
  }
  const media::PictureView& view(size_t i) const { return views_[i % 2]; }

 private:
  std::vector<uint8_t> samples_[2];
  media::PictureView views_[2];
};

// range(0): height of a 16:9 picture; range(1): 1 = every sample, 0 = the grid.
void Measure(benchmark::State& state, bool moving) {
  const int height = static_cast<int>(state.range(0));
  const Pictures pictures(height * 16 / 9, height);
  PictureMeter meter(state.range(1) != 0 ? MeterMode::kFull : MeterMode::kKeyFrames);
  size_t number = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(meter.Measure(pictures.view(moving ? number++ : 0)));
  }
  state.SetItemsProcessed(state.iterations());
}

void MeasureMovingPicture(benchmark::State& state) { Measure(state, true); }
void MeasureStillPicture(benchmark::State& state) { Measure(state, false); }
BENCHMARK(MeasureMovingPicture)->ArgsProduct({{360, 1080}, {0, 1}})->ArgNames({"height", "full"});
BENCHMARK(MeasureStillPicture)->ArgsProduct({{360, 1080}, {0, 1}})->ArgNames({"height", "full"});

}  // namespace
}  // namespace vedette::picture
