// How fast the TS walker reads. The media is a 4 s segment at 1080p25 made by ffmpeg, H.264 with
// about 4 Mbit/s and AAC, in memory.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/ts/start_code.h"
#include "engine/ts/walker.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace vedette::ts {
namespace {

class CountingSink : public WalkerSink {
 public:
  void OnAccessUnit(const media::AccessUnit& unit) override { bytes_ += unit.size_bytes; }
  void OnTablesChanged() override {}
  void OnParametersChanged(int) override {}
  int64_t bytes_ = 0;
};

media::Bytes MakeSegment() {
  const support::TempDir dir;
  const std::string path = (dir.path() / "segment.ts").string();
  const int code = support::RunProgram(
      {"ffmpeg",   "-v",        "error", "-nostdin",
       "-f",       "lavfi",     "-i",    "testsrc2=s=1920x1080:r=25:d=4,noise=alls=8:allf=t",
       "-f",       "lavfi",     "-i",    "sine=d=4:r=48000",
       "-pix_fmt", "yuv420p",   "-c:v",  "libx264",
       "-preset",  "ultrafast", "-bf",   "2",
       "-g",       "50",        "-b:v",  "4M",
       "-c:a",     "aac",       "-b:a",  "128k",
       "-f",       "mpegts",    path});
  if (code != 0) std::abort();
  std::ifstream file(path, std::ios::binary);
  return media::Bytes(std::istreambuf_iterator<char>(file), {});
}

const media::Bytes& Segment() {
  static const auto* const segment = new media::Bytes(MakeSegment());
  return *segment;
}

media::MediaInfo Tracks() {
  media::MediaInfo info;
  info.tracks.resize(2);
  info.tracks[0].type = media::TrackType::kVideo;
  info.tracks[0].codec = "h264";
  info.tracks[0].pid = 256;
  info.tracks[1].type = media::TrackType::kAudio;
  info.tracks[1].codec = "aac";
  info.tracks[1].pid = 257;
  return info;
}

// Segments fed in pieces of `range(0)` bytes.
void WalkSegment(benchmark::State& state) {
  const media::ByteView segment = Segment();
  CountingSink sink;
  Walker walker(sink);
  walker.SetTracks(Tracks());
  for (auto _ : state) {
    bool contiguous = false;
    for (media::ByteView left = segment; !left.empty();) {
      const size_t take = std::min(left.size(), static_cast<size_t>(state.range(0)));
      walker.Feed(left.first(take), contiguous);
      left = left.subspan(take);
      contiguous = true;
    }
    walker.Flush();
  }
  if (sink.bytes_ == 0) state.SkipWithError("no units");
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(segment.size()));
}
BENCHMARK(WalkSegment)->Arg(1 << 30)->Arg(1 << 16)->Arg(1460)->Arg(1316);

// The scan for start codes alone, over payloads of 184 bytes.
void ScanStartCodes(benchmark::State& state) {
  const media::ByteView segment = Segment();
  StartCodeScanner scanner;
  uint64_t found = 0;
  for (auto _ : state) {
    for (size_t at = 0; at + 188 <= segment.size(); at += 188) {
      scanner.Scan(segment.subspan(at + 4, 184), at, [&](uint64_t) { ++found; });
    }
  }
  benchmark::DoNotOptimize(found);
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(segment.size()));
}
BENCHMARK(ScanStartCodes);

}  // namespace
}  // namespace vedette::ts
