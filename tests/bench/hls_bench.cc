// How fast a look at a live playlist is: parsing its text and following it.
#include <benchmark/benchmark.h>

#include <string>

#include "engine/hls/parse_playlist.h"

namespace vedette::hls {
namespace {

// A window of `segments` with program date times and a key, as origins send them.
std::string LivePlaylist(int segments) {
  std::string text =
      "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:7431\n"
      "#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example/"
      "k1\",IV=0x0123456789abcdef0123456789abcdef"
      "\n";
  for (int i = 0; i < segments; ++i) {
    const int second = 4 * i;
    const auto two = [](int value) {
      return std::string(1, static_cast<char>('0' + value / 10)) +
             static_cast<char>('0' + value % 10);
    };
    text += "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T" + two(second / 3600) + ":" +
            two(second / 60 % 60) + ":" + two(second % 60) + ".000Z\n#EXTINF:4.000000,\nchannel/" +
            std::to_string(7431 + i) + ".ts?token=0123456789abcdef\n";
  }
  return text;
}

void ParseLivePlaylist(benchmark::State& state) {
  const std::string text = LivePlaylist(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const base::Result<MediaPlaylist> playlist =
        ParseMediaPlaylist(text, "http://a.example/i.m3u8");
    if (!playlist.ok() || playlist->segments.size() != static_cast<size_t>(state.range(0))) {
      return state.SkipWithError("not parsed");
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(ParseLivePlaylist)->Arg(6)->Arg(900);  // usual; an hour of DVR window

}  // namespace
}  // namespace vedette::hls
