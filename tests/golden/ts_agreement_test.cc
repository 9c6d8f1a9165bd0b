// The walker against libavformat: on transport streams of many kinds both must give the same access
// units, per track and in order, with the same PTS, DTS, size and key flag.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/ts/walker.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace vedette::ts {
namespace {

constexpr int64_t kTurn = int64_t{1} << 33;

// Times are compared modulo a turn of the 33-bit clock: both readers remove wraps, but count from
// another turn when a stream begins shortly before one.
struct Unit {
  int64_t pts = -1;
  int64_t dts = -1;
  int64_t size = 0;
  bool key = false;
  bool operator==(const Unit&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Unit& unit) {
  return out << "{pts " << unit.pts << " dts " << unit.dts << " size " << unit.size
             << (unit.key ? " key}" : "}");
}
using Units = std::map<int, std::vector<Unit>>;  // by PID

int64_t OnTurn(int64_t time) { return ((time % kTurn) + kTurn) % kTurn; }

class UnitCollector : public WalkerSink {
 public:
  explicit UnitCollector(const media::MediaInfo& info) : info_(info) {}
  void OnAccessUnit(const media::AccessUnit& unit) override {
    auto time = [](media::Ticks t) { return t == media::kNoTime ? -1 : OnTurn(t.count()); };
    units_[info_.tracks[static_cast<size_t>(unit.track)].pid].push_back(
        {time(unit.pts), time(unit.dts), unit.size_bytes, unit.key});
  }
  void OnTablesChanged() override { ++tables_changed_; }
  void OnParametersChanged(int) override { ++parameters_changed_; }

  const media::MediaInfo& info_;
  Units units_;
  int tables_changed_ = 0;
  int parameters_changed_ = 0;
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

media::MediaInfo Describe(const std::string& path, const std::string& csv) {
  support::RunProgram({"sh", "-c",
                       "ffprobe -v error -show_entries "
                       "stream=index,codec_name,codec_type,sample_rate,id -of compact=p=0 " +
                           path + " > " + csv});
  std::istringstream lines(ReadFile(csv));
  media::MediaInfo info;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("codec_type") == std::string::npos) continue;
    std::istringstream fields(line);
    media::TrackInfo track;
    for (std::string field; std::getline(fields, field, '|');) {
      const size_t eq = field.find('=');
      const std::string key = field.substr(0, eq), value = field.substr(eq + 1);
      if (key == "index") track.index = std::stoi(value);
      if (key == "codec_name") track.codec = value;
      if (key == "codec_type")
        track.type = value == "video"      ? media::TrackType::kVideo
                     : value == "audio"    ? media::TrackType::kAudio
                     : value == "subtitle" ? media::TrackType::kSubtitle
                                           : media::TrackType::kData;
      if (key == "sample_rate") track.sample_rate = std::stoi(value);
      if (key == "id") track.pid = std::stoi(value, nullptr, 16);
    }
    if (info.tracks.size() == static_cast<size_t>(track.index)) info.tracks.push_back(track);
  }
  return info;
}

Units Reference(const std::string& path, const std::string& csv, const media::MediaInfo& info) {
  support::RunProgram(
      {"sh", "-c",
       "ffprobe -v error -show_entries packet=stream_index,pts,dts,size,flags -of compact=p=0 " +
           path + " > " + csv});
  std::istringstream lines(ReadFile(csv));
  Units units;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("pts=") == std::string::npos) continue;
    std::istringstream fields(line);
    Unit unit;
    int index = 0;
    for (std::string field; std::getline(fields, field, '|');) {
      const size_t eq = field.find('=');
      const std::string key = field.substr(0, eq), value = field.substr(eq + 1);
      if (key == "stream_index") index = std::stoi(value);
      if (key == "pts" && value != "N/A") unit.pts = OnTurn(std::stoll(value));
      if (key == "dts" && value != "N/A") unit.dts = OnTurn(std::stoll(value));
      if (key == "size") unit.size = std::stoll(value);
      if (key == "flags") unit.key = value[0] == 'K';
    }
    units[info.tracks[static_cast<size_t>(index)].pid].push_back(unit);
  }
  return units;
}

struct Case {
  std::string name;
  std::string arguments;  // of ffmpeg, inputs to output options
  int64_t rounding = 0;   // ticks by which interpolated times may differ
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }

bool Same(const Unit& a, const Unit& b, int64_t rounding) {
  return a.size == b.size && a.key == b.key && std::abs(a.pts - b.pts) <= rounding &&
         std::abs(a.dts - b.dts) <= rounding;
}

class Agreement : public testing::TestWithParam<Case> {};

TEST_P(Agreement, SameUnits) {
  support::TempDir dir;
  const std::string path = (dir.path() / "media.ts").string();
  ASSERT_EQ(
      support::RunProgram(
          {"sh", "-c", "ffmpeg -v error -nostdin " + GetParam().arguments + " -f mpegts " + path},
          (dir.path() / "log").string()),
      0)
      << ReadFile((dir.path() / "log").string());
  const std::string csv = (dir.path() / "csv").string();
  const auto info = Describe(path, csv);
  const auto expected = Reference(path, csv, info);
  UnitCollector got(info);
  Walker walker(got);
  walker.SetTracks(info);
  const std::string bytes = ReadFile(path);
  walker.Feed({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, false);
  walker.Flush();
  ASSERT_FALSE(expected.empty());
  for (const auto& [pid, units] : expected) {
    const auto& mine = got.units_[pid];
    EXPECT_EQ(mine.size(), units.size()) << "PID " << pid;
    int shown = 0;
    for (size_t i = 0; i < std::min(mine.size(), units.size()) && shown < 3; ++i) {
      if (Same(mine[i], units[i], GetParam().rounding)) continue;
      ++shown;
      ADD_FAILURE() << "PID " << pid << " unit " << i << ": " << mine[i] << ", libavformat "
                    << units[i];
    }
  }
  EXPECT_EQ(got.tables_changed_, 0);
  EXPECT_EQ(got.parameters_changed_, 0);
  for (const PidCounters& pid : walker.Pids()) EXPECT_EQ(pid.discontinuities, 0);
}

const std::string kVideo = "-f lavfi -i testsrc2=s=320x180:r=25:d=3 ";
const std::string kVideo2997 = "-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=3 ";
const std::string kAudio = "-f lavfi -i sine=d=3:r=48000 ";
const std::string kX264 = "-pix_fmt yuv420p -c:v libx264 -preset veryfast ";

INSTANTIATE_TEST_SUITE_P(
    Media, Agreement,
    testing::Values(
        Case{"H264Aac", kVideo + kAudio + kX264 + "-g 25 -bf 2 -c:a aac -shortest"},
        Case{"H264Ntsc", kVideo2997 + kX264 + "-g 30 -bf 3"},
        Case{"H264OpenGop", kVideo + kX264 + "-x264-params open-gop=1:keyint=20:bframes=3"},
        Case{"H264Interlaced", kVideo + kX264 + "-flags +ildct+ilme -x264-params tff=1:keyint=25"},
        Case{"H264IntraRefresh",
             kVideo + kX264 + "-x264-params intra-refresh=1:keyint=25:bframes=0"},
        Case{"H264Slices", kVideo + kX264 + "-x264-params slices=4:keyint=25:aud=1"},
        Case{"H264Cbr",
             kVideo + kX264 +
                 "-x264-params nal-hrd=cbr:keyint=25 -b:v 2M -maxrate 2M -bufsize 1M -muxrate 3M"},
        Case{"Hevc",
             kVideo + "-pix_fmt yuv420p -c:v libx265 -x265-params log-level=error:keyint=25"},
        Case{"HevcOpenGop", kVideo + "-pix_fmt yuv420p -c:v libx265 -x265-params "
                                     "log-level=error:keyint=20:open-gop=1:bframes=3"},
        Case{"Mpeg2", kVideo + kAudio + "-c:v mpeg2video -g 15 -bf 2 -c:a mp2"},
        Case{"Mpeg2Interlaced", kVideo + "-c:v mpeg2video -flags +ildct+ilme -g 12 -bf 2"},
        Case{"Mp2", kAudio + "-c:a mp2 -b:a 192k"}, Case{"Mp3", kAudio + "-c:a libmp3lame"},
        Case{"Mp3Low", "-f lavfi -i sine=d=3:r=22050 -c:a libmp3lame"},
        Case{"Ac3", kAudio + "-c:a ac3"}, Case{"Eac3", kAudio + "-c:a eac3"},
        Case{"Aac44100", "-f lavfi -i sine=d=3:r=44100 -c:a aac"},
        Case{"Aac32000", "-f lavfi -i sine=d=3:r=32000 -c:a aac"},
        Case{"Latm", kAudio + "-c:a aac -mpegts_flags latm"},
        Case{"SeveralAudio",
             kVideo + kAudio +
                 "-f lavfi -i sine=f=700:d=3:r=44100 -map 0 -map 1 -map 2 -map 1 -map 2 " + kX264 +
                 "-c:a:0 aac -c:a:1 aac -c:a:2 mp2 -c:a:3 ac3"},
        Case{"Wrapped", kVideo + kAudio + kX264 + "-g 25 -bf 2 -c:a aac -output_ts_offset 95442.2"},
        // libavformat counts from the turn before, and its grid of AAC frames begins at time 0 of
        // it: a time between two PES packets may be rounded to the other side.
        Case{"WrappedOdd", "-f lavfi -i sine=d=3:r=44100 -c:a aac -output_ts_offset 95442.2", 1},
        Case{"M2ts", kVideo + kAudio + kX264 + "-c:a ac3 -mpegts_m2ts_mode 1"}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace vedette::ts
