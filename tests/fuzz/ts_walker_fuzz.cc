#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "engine/ts/walker.h"

namespace vedette::ts {
namespace {

// Checks what every caller relies on, and that what a unit shows is memory that may be read.
class CheckingSink : public WalkerSink {
 public:
  void OnAccessUnit(const media::AccessUnit& unit) override {
    media::Bytes bytes;
    unit.AppendTo(bytes);
    if (bytes.empty() || bytes.size() != static_cast<size_t>(unit.size_bytes)) std::abort();
    if (unit.payload_bytes < 0 || unit.payload_bytes > unit.size_bytes) std::abort();
    if (unit.track < 0 || unit.track > 6) std::abort();
    units.push_back(std::move(bytes));
  }
  void OnTablesChanged() override {}
  void OnParametersChanged(int) override {}

  std::vector<media::Bytes> units;
};

media::MediaInfo Tracks() {
  constexpr const char* kCodecs[] = {"h264", "hevc", "mpeg2video", "aac", "mp2", "eac3", "data"};
  media::MediaInfo info;
  for (const char* const codec : kCodecs) {
    media::TrackInfo track;
    track.index = static_cast<int>(info.tracks.size());
    track.codec = codec;
    track.pid = 256 + track.index;
    track.program = 1;
    info.tracks.push_back(track);
  }
  return info;
}

std::vector<media::Bytes> Walk(media::ByteView bytes, size_t step) {
  CheckingSink sink;
  Walker walker(sink);
  walker.SetTracks(Tracks());
  for (size_t at = 0; at < bytes.size(); at += step) {
    const media::ByteView view = bytes.subspan(at, std::min(step, bytes.size() - at));
    const media::Bytes piece(view.begin(), view.end());
    walker.Feed(piece, at > 0);
  }
  walker.Flush();
  walker.Pids();
  walker.BitrateBps();
  walker.TakeLosses();
  return std::move(sink.units);
}

}  // namespace
}  // namespace vedette::ts

// A transport stream as anybody may send it. The first byte says how it is cut into pieces, which
// must not change what comes out.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const size_t step = data[0] + size_t{1};
  const vedette::media::ByteView bytes(data + 1, size - 1);
  const auto whole = vedette::ts::Walk(bytes, bytes.size());
  if (vedette::ts::Walk(bytes, step) != whole) std::abort();
  vedette::ts::HoldsTablesAndUnits(bytes);
  return 0;
}
