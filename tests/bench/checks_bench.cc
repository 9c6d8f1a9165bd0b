// What judging costs per access unit and sound block, and what the checks of one stream hold: a
// healthy stream of 25 pictures and 50 sound blocks a second.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <memory>
#include <utility>
#include <vector>

#include "engine/checks/stream_checks.h"

namespace vedette::checks {
namespace {

FactTime At(double seconds) {
  const base::microseconds since(static_cast<int64_t>(seconds * 1e6));
  return {seconds, base::WallTime(base::seconds(1767225600)) + since};
}

TracksFact TwoTracks() {
  TracksFact fact;
  fact.time = At(0);
  fact.info.container = "mpegts";
  fact.info.tracks.resize(2);
  fact.info.tracks[0].type = media::TrackType::kVideo;
  fact.info.tracks[0].codec = "h264";
  fact.info.tracks[0].frame_rate = 25;
  fact.info.tracks[1].index = 1;
  fact.info.tracks[1].type = media::TrackType::kAudio;
  fact.info.tracks[1].codec = "aac";
  return fact;
}

// One unit of picture, two of sound, and their two sound blocks.
void FeedPicture(StreamChecks& checks, double at, SoundFact& sound) {
  UnitFact unit;
  unit.time = At(at);
  unit.arrival = unit.time.wall;
  unit.dts = at;
  unit.type = media::TrackType::kVideo;
  unit.duration = 0.04;
  unit.size_bytes = 20000;
  checks.On(unit);
  unit.track = 1;
  unit.type = media::TrackType::kAudio;
  unit.duration = 0.02;
  unit.size_bytes = 300;
  sound.track = 1;
  sound.duration = 0.02;
  for (int i = 0; i < 2; ++i) {
    unit.time = sound.time = At(at + i * 0.02);
    unit.dts = at + i * 0.02;
    checks.On(unit);
    checks.On(sound);
  }
}

void JudgeUnits(benchmark::State& state) {
  StreamChecks checks({});
  checks.On(TwoTracks());
  SoundFact sound;
  sound.channel_peak = {0.3F, 0.3F};
  double at = 0;
  for (auto _ : state) FeedPicture(checks, at += 0.04, sound);
  state.SetItemsProcessed(state.iterations() * 3);
}
BENCHMARK(JudgeUnits);

void HoldStream(benchmark::State& state) {
  SoundFact sound;
  sound.channel_peak = {0.3F, 0.3F};
  std::vector<std::unique_ptr<StreamChecks>> streams;
  const size_t before = mallinfo2().uordblks;
  for (auto _ : state) {
    auto checks = std::make_unique<StreamChecks>(CheckOptions());
    checks->On(TwoTracks());
    for (int i = 0; i < 50; ++i) FeedPicture(*checks, i * 0.04, sound);
    streams.push_back(std::move(checks));
  }
  const size_t held = mallinfo2().uordblks - before;
  state.counters["bytes_per_stream"] = static_cast<double>(held / streams.size());
}
BENCHMARK(HoldStream)->Iterations(1000);

}  // namespace
}  // namespace vedette::checks
