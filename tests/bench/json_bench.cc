// What one stream costs in an answer of the API: from the engine's status to a message to JSON.
#include <benchmark/benchmark.h>

#include <string>

#include "service/gateway/json.h"
#include "service/rpc/mapping_status.h"

namespace vedette::rpc {
namespace {

monitor::StreamStatus UsualStatus() {
  monitor::StreamStatus status;
  status.id = "channel-1";
  status.phase = monitor::Phase::kRunning;
  status.verdict.health = checks::Health::kDegraded;
  status.verdict.score = 95;
  status.verdict.penalties.push_back({"silence", "", 'D', 12, 10, 12, 5});
  status.container = "hls";
  status.tracks.resize(2);
  status.tracks[0].info.type = media::TrackType::kVideo;
  status.tracks[0].info.codec = "h264";
  status.tracks[0].info.profile = "High";
  status.tracks[0].info.width = 1920;
  status.tracks[0].info.height = 1080;
  status.tracks[0].bitrate_bps = 3912345.25;
  status.tracks[1].info.type = media::TrackType::kAudio;
  status.tracks[1].info.codec = "aac";
  status.tracks[1].info.sample_rate = 48000;
  status.metrics.bitrate_bps = 4087654.5;
  status.metrics.frame_rate = 25;
  checks::AlarmRecord alarm;
  alarm.check = "silence";
  alarm.state = checks::AlarmState::kRaised;
  alarm.detail = "below -60 dBFS";
  status.alarms.push_back(alarm);
  return status;
}

void StatusToMessage(benchmark::State& state) {
  const monitor::StreamStatus status = UsualStatus();
  for (auto _ : state) benchmark::DoNotOptimize(ToProto(status));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(StatusToMessage);

void StatusToJson(benchmark::State& state) {
  const monitor::StreamStatus status = UsualStatus();
  int64_t size_bytes = 0;
  for (auto _ : state) {
    const base::Result<std::string> json = gateway::ToJson(ToProto(status));
    if (!json.ok()) return state.SkipWithError("no JSON");
    size_bytes += static_cast<int64_t>(json->size());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(size_bytes);
}
BENCHMARK(StatusToJson);

}  // namespace
}  // namespace vedette::rpc
