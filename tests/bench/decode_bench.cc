// What one key picture and one second of sound cost to decode.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/media/audio_decoder.h"
#include "engine/media/av_demuxer.h"
#include "engine/media/video_decoder.h"
#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

using support::KeptUnit;

// 2 s of 16:9 video of `height` lines (H.264 at the rates of the origin, one key picture) and AAC
// stereo.
struct Clip {
  explicit Clip(int64_t height) {
    const std::string size = std::to_string(height * 16 / 9) + "x" + std::to_string(height);
    const std::string rate = height == 1080 ? "3800k" : height == 720 ? "1900k" : "480k";
    AvDemuxer demuxer;
    support::UnitKeeper keeper;
    (void)demuxer.Read(
        support::ReadBytes(support::MadeMedia(
            "-f lavfi -i testsrc2=size=" + size + ":rate=25,noise=alls=6:allf=t " +
                "-f lavfi -i sine=frequency=440:sample_rate=48000 -ac 2 -t 2 -c:v libx264 " +
                "-preset veryfast -g 50 -b:v " + rate + " -maxrate " + rate + " -bufsize " + rate +
                " -c:a aac -b:a 128k",
            ".ts")),
        nullptr, keeper);
    tracks = demuxer.info()->tracks;
    units = keeper.units();
  }
  std::vector<TrackInfo> tracks;
  std::vector<KeptUnit> units;
};

void DecodeKeyPicture(benchmark::State& state, bool top) {
  const Clip clip(state.range(0));
  const auto decoder = VideoDecoder::Create(clip.tracks.at(0));
  ByteView piece;
  const AccessUnit unit = support::Shown(clip.units.at(0), piece);
  const auto sink = [](const PictureView& view) { benchmark::DoNotOptimize(view); };
  for (auto _ : state) {
    const base::Status status =
        top ? (*decoder)->DecodeTop(unit, sink) : (*decoder)->DecodeAlone(unit, sink);
    if (!status.ok()) state.SkipWithError(status.message().c_str());
  }
}

void DecodeWholeKeyPicture(benchmark::State& state) { DecodeKeyPicture(state, false); }
void DecodeTopOfKeyPicture(benchmark::State& state) { DecodeKeyPicture(state, true); }
BENCHMARK(DecodeWholeKeyPicture)->Arg(360)->Arg(720)->Arg(1080);
BENCHMARK(DecodeTopOfKeyPicture)->Arg(720)->Arg(1080);

// Items are seconds of media.
void DecodeSound(benchmark::State& state) {
  const Clip clip(360);
  const auto decoder = AudioDecoder::Create(clip.tracks.at(1));
  const auto sink = [](const SoundView& view) { benchmark::DoNotOptimize(view); };
  for (auto _ : state) {
    for (const KeptUnit& kept : clip.units) {
      if (kept.unit.track != 1) continue;
      ByteView piece;
      (void)(*decoder)->Decode(support::Shown(kept, piece), sink);
    }
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(DecodeSound);

}  // namespace
}  // namespace vedette::media
