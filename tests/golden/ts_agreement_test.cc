// The walker against libavformat: on transport streams of many kinds both must give the same access
// units, per track and in order, byte for byte, with the same PTS, DTS, key flag and filler.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "engine/media/av_demuxer.h"
#include "engine/media/av_opener.h"
#include "engine/ts/walker.h"
#include "tests/support/test_media.h"

namespace vedette::ts {
namespace {

using media::Ticks;
using support::KeptUnit;
using support::UnitKeeper;

class WalkedUnits : public WalkerSink {
 public:
  void OnAccessUnit(const media::AccessUnit& unit) override { keeper.OnAccessUnit(unit); }
  void OnTablesChanged() override { ++tables_changed; }
  void OnParametersChanged(int) override { ++parameters_changed; }

  UnitKeeper keeper;
  int tables_changed = 0;
  int parameters_changed = 0;
};

// `step` in ticks between two times, whatever turn of the 33-bit clock each is on: both readers
// remove wraps, but libavformat counts from the turn before when a stream begins close to one.
int64_t Apart(Ticks a, Ticks b) {
  if (a == media::kNoTime || b == media::kNoTime) return a == b ? 0 : INT64_MAX;
  constexpr int64_t kTurn = int64_t{1} << 33;
  const int64_t step = (a.count() - b.count()) & (kTurn - 1);
  return std::min(step, kTurn - step);
}

std::string Show(const media::AccessUnit& unit) {
  return "pts " + std::to_string(unit.pts.count()) + " dts " + std::to_string(unit.dts.count()) +
         " duration " + std::to_string(unit.duration.count()) + " size " +
         std::to_string(unit.size_bytes) + " payload " + std::to_string(unit.payload_bytes) +
         (unit.key ? " key" : "");
}

// Durations of pictures are libavformat's guess from the frame rate; the walker gives none.
bool Same(const KeptUnit& a, const KeptUnit& b, bool audio, int64_t rounding) {
  return a.bytes == b.bytes && a.unit.key == b.unit.key && a.unit.corrupt == b.unit.corrupt &&
         a.unit.payload_bytes == b.unit.payload_bytes &&
         (!audio || a.unit.duration == b.unit.duration) &&
         Apart(a.unit.pts, b.unit.pts) <= rounding && Apart(a.unit.dts, b.unit.dts) <= rounding;
}

std::vector<KeptUnit> OfTrack(const UnitKeeper& keeper, int track) {
  std::vector<KeptUnit> units;
  for (const KeptUnit& kept : keeper.units()) {
    if (kept.unit.track == track) units.push_back(kept);
  }
  return units;
}

void ExpectSame(const UnitKeeper& walked, const UnitKeeper& expected, const media::MediaInfo& info,
                int64_t rounding) {
  ASSERT_FALSE(expected.units().empty());
  for (const media::TrackInfo& track : info.tracks) {
    SCOPED_TRACE(track.codec + " on PID " + std::to_string(track.pid));
    const auto mine = OfTrack(walked, track.index);
    const auto theirs = OfTrack(expected, track.index);
    EXPECT_EQ(mine.size(), theirs.size());
    int wrong = 0;
    for (size_t i = 0; i < std::min(mine.size(), theirs.size()) && wrong < 3; ++i) {
      if (Same(mine[i], theirs[i], track.type == media::TrackType::kAudio, rounding)) continue;
      ++wrong;
      ADD_FAILURE() << "unit " << i << ": " << Show(mine[i].unit) << "; libavformat "
                    << Show(theirs[i].unit);
    }
  }
}

struct Case {
  std::string name;
  std::string arguments;  // of ffmpeg
  int64_t rounding = 0;   // ticks by which interpolated times may differ
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }

class Agreement : public testing::TestWithParam<Case> {};

TEST_P(Agreement, SameUnits) {
  const std::string path = support::MadeMedia(GetParam().arguments, ".ts");
  ASSERT_NE(path, "");
  const media::Bytes bytes = support::ReadBytes(path);
  const auto info = media::AvOpener::DescribeBytes(bytes);
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  EXPECT_TRUE(HoldsTablesAndUnits(bytes));

  UnitKeeper expected;
  media::AvDemuxer demuxer(std::make_shared<const media::MediaInfo>(*info));
  ASSERT_TRUE(demuxer.Read(bytes, nullptr, expected).ok());

  WalkedUnits walked;
  Walker walker(walked);
  walker.SetTracks(*info);
  walker.Feed(bytes, false);
  walker.Flush();
  ExpectSame(walked.keeper, expected, *info, GetParam().rounding);
  EXPECT_EQ(walked.tables_changed, 0);
  EXPECT_EQ(walked.parameters_changed, 0);
  EXPECT_THAT(walker.TakeLosses(), testing::IsEmpty());
}

const std::string kVideo = "-f lavfi -i testsrc2=s=320x180:r=25:d=3 ";
const std::string kVideo2997 = "-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=3 ";
const std::string kAudio = "-f lavfi -i sine=d=3:r=48000 ";
const std::string kAudio44100 = "-f lavfi -i sine=f=700:d=3:r=44100 ";
const std::string kX264 = "-pix_fmt yuv420p -c:v libx264 -preset veryfast ";
const std::string kX265 = "-pix_fmt yuv420p -c:v libx265 -preset veryfast -x265-params ";
const std::string kMpeg2 = "-c:v mpeg2video -b:v 2M -bf 2 ";
const std::string kNearWrap = " -output_ts_offset 95442.2";

INSTANTIATE_TEST_SUITE_P(
    Media, Agreement,
    testing::Values(
        Case{"H264Aac", kVideo + kAudio + kX264 + "-g 25 -bf 2 -c:a aac"},
        Case{"H264Ntsc", kVideo2997 + kX264 + "-g 30 -bf 3"},
        Case{"H264OpenGop", kVideo + kX264 + "-x264-params open-gop=1:keyint=20:bframes=3"},
        Case{"H264Interlaced", kVideo + kX264 + "-flags +ildct+ilme -x264-params tff=1:keyint=25"},
        Case{"H264IntraRefresh", kVideo + kX264 + "-x264-params intra-refresh=1:keyint=25"},
        Case{"H264Slices", kVideo + kX264 + "-x264-params slices=4:keyint=25:aud=1"},
        Case{"H264Filler", kVideo + kX264 +
                               "-x264-params nal-hrd=cbr:keyint=25 -b:v 2M -maxrate 2M "
                               "-bufsize 1M -muxrate 3M"},
        Case{"H264OmittedPesLength", kVideo + kX264 + "-g 25 -omit_video_pes_length 0"},
        Case{"Hevc", kVideo + kX265 + "log-level=error:keyint=25"},
        Case{"HevcOpenGop", kVideo + kX265 + "log-level=error:keyint=20:open-gop=1:bframes=3"},
        Case{"HevcDelimiters", kVideo2997 + kX265 + "log-level=error:keyint=20:aud=1:slices=2"},
        Case{"Mpeg2", kVideo + kAudio + kMpeg2 + "-g 15 -c:a mp2"},
        Case{"Mpeg2Ntsc", kVideo2997 + kMpeg2 + "-g 15"},
        Case{"Mpeg2Interlaced", kVideo + kMpeg2 + "-flags +ildct+ilme -g 12"},
        Case{"Mpeg1", kVideo + "-c:v mpeg1video -g 12 -bf 2"},
        Case{"Mp2", kAudio + "-c:a mp2 -b:a 192k"}, Case{"Mp3", kAudio44100 + "-c:a libmp3lame"},
        Case{"Mp3Low", "-f lavfi -i sine=d=3:r=22050 -c:a libmp3lame"},
        Case{"Ac3", kAudio44100 + "-c:a ac3"}, Case{"Eac3", kAudio + "-c:a eac3"},
        Case{"Aac44100", kAudio44100 + "-c:a aac"},
        Case{"Latm", kAudio + "-c:a aac -mpegts_flags latm"},
        Case{"SeveralAudio", kVideo + kAudio + kAudio44100 + "-map 0 -map 1 -map 2 -map 1 -map 2 " +
                                 kX264 + "-c:a:0 aac -c:a:1 aac -c:a:2 mp2 -c:a:3 ac3"},
        Case{"OneFramePerPes", kAudio + "-c:a aac -pes_payload_size 0"},
        Case{"Wrapped", kVideo + kAudio + kX264 + "-g 25 -bf 2 -c:a aac" + kNearWrap},
        // The grid of AAC frames that times between two PES packets are rounded to begins at time 0
        // of the turn that each reader counts from, so one may round up where the other rounds
        // down.
        Case{"WrappedAac44100", kAudio44100 + "-c:a aac" + kNearWrap, 1},
        Case{"M2ts", kVideo + kAudio + kX264 + "-c:a ac3 -mpegts_m2ts_mode 1"}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

// Segments one after the other: times go on, and each segment's last units come with its end.
TEST(TsAgreement, HlsSegments) {
  const std::string playlist = support::MadeMedia(
      kVideo + kAudio44100 + kX264 + "-g 25 -bf 2 -c:a aac -f hls -hls_time 1 -hls_list_size 0",
      ".m3u8");
  ASSERT_NE(playlist, "");
  UnitKeeper expected;
  WalkedUnits walked;
  media::AvDemuxer demuxer;
  Walker walker(walked);
  int segments = 0;
  for (;; ++segments) {
    const std::string stem = playlist.substr(0, playlist.size() - 5);
    const std::string path = stem + std::to_string(segments) + ".ts";
    if (!std::filesystem::exists(path)) break;
    const media::Bytes bytes = support::ReadBytes(path);
    ASSERT_TRUE(demuxer.Read(bytes, nullptr, expected).ok());
    if (segments == 0) walker.SetTracks(*demuxer.info());
    walker.Feed(bytes, segments > 0);
    walker.Flush();
    ExpectSame(walked.keeper, expected, *demuxer.info(), 0);
  }
  EXPECT_EQ(segments, 3);
  EXPECT_THAT(walker.TakeLosses(), testing::IsEmpty());
}

}  // namespace
}  // namespace vedette::ts
