#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/ts/walker.h"

namespace vedette::ts {

// What a walker said, one line each: "0: pts 900 dts 900 size 12 key" for a unit of track 0 (and
// "payload 8" where filler is left out, "corrupt"), "tables", "parameters 0".
class Recorder : public WalkerSink {
 public:
  void OnAccessUnit(const media::AccessUnit& unit) override {
    std::string line = std::to_string(unit.track) + ":";
    if (unit.pts != media::kNoTime) line += " pts " + std::to_string(unit.pts.count());
    if (unit.dts != media::kNoTime) line += " dts " + std::to_string(unit.dts.count());
    line += " size " + std::to_string(unit.size_bytes);
    if (unit.payload_bytes != unit.size_bytes) {
      line += " payload " + std::to_string(unit.payload_bytes);
    }
    if (unit.key) line += " key";
    if (unit.corrupt) line += " corrupt";
    lines.push_back(line);
    media::Bytes all;
    unit.AppendTo(all);
    units.push_back(all);
  }
  void OnTablesChanged() override { lines.push_back("tables"); }
  void OnParametersChanged(int track) override {
    lines.push_back("parameters " + std::to_string(track));
  }

  std::vector<std::string> lines;
  std::vector<media::Bytes> units;
};

struct TestTrack {
  int pid = 0;
  std::string codec;
  media::TrackType type = media::TrackType::kVideo;
};

inline media::MediaInfo TracksOf(const std::vector<TestTrack>& tracks) {
  media::MediaInfo info;
  for (const TestTrack& one : tracks) {
    media::TrackInfo track;
    track.index = static_cast<int>(info.tracks.size());
    track.pid = one.pid;
    track.codec = one.codec;
    track.type = one.type;
    track.program = 1;
    info.tracks.push_back(track);
  }
  return info;
}

// Feeds all of it as one piece, then the end.
inline void WalkAll(Walker& walker, media::ByteView bytes) {
  walker.Feed(bytes, false);
  walker.Flush();
}

}  // namespace vedette::ts
