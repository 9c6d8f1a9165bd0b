// How pictures are cut out of PES packets. Every case is one H.264 track unless it says otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/ts/unit_reader.h"
#include "engine/ts/walker.h"
#include "tests/support/ts_writer.h"
#include "tests/unit/engine_ts/elementary.h"
#include "tests/unit/engine_ts/recorder.h"

namespace vedette::ts {
namespace {

using support::TsWriter;
constexpr int kPid = 256;

struct Case {
  std::string name;
  std::string codec;
  std::function<void(TsWriter&)> write;
  std::vector<std::string> lines;
};

void Pes(TsWriter& ts, uint64_t pts, const media::Bytes& payload) {
  ts.Pes(kPid, 0xe0, pts, {}, payload);
}

// HEVC: two bytes of NAL header, then the first slice flag. Type 1 is an inter picture, 19 an IDR.
media::Bytes HevcSlice(int type, bool first, size_t size) {
  return Nal({static_cast<uint8_t>(type << 1), 1, static_cast<uint8_t>(first ? 0x80 : 0x20)}, size);
}
media::Bytes Hevc(int type, size_t size, int layer = 0) {
  return Nal({static_cast<uint8_t>(type << 1 | layer >> 5), static_cast<uint8_t>(layer << 3 | 1)},
             size);
}

// MPEG-2: type 1 is an I picture; structure 3 a frame, 1 and 2 fields.
media::Bytes Picture(int type, int structure, size_t size) {
  return Join({Nal({0x00, 0x00, static_cast<uint8_t>(type << 3)}),
               Nal({0xb5, 0x80, 0x11, static_cast<uint8_t>(structure), 0x41}), Nal({0x01}, size),
               Nal({0x02}, size)});
}
media::Bytes Sequence(uint8_t rate = 0x13) { return Nal({0xb3, 0x14, 0x00, 0xb4, rate, 0x22}); }

const Case kCases[] = {
    {"a unit for each PES packet",
     "h264",
     [](TsWriter& ts) {
       ts.Pes(kPid, 0xe0, 9000, 5400, Join({Aud(), Sps(), Idr(500)}));
       Pes(ts, 9000, Join({Aud(), Inter(300)}));
     },
     {"0: pts 9000 dts 5400 size 519 key", "0: pts 9000 dts 9000 size 311"}},
    {"slices of one picture",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Inter(200), LaterSlice(200), LaterSlice(200, 1)}));
       Pes(ts, 4500, Join({Inter(200), LaterSlice(200)}));
     },
     {"0: pts 900 dts 900 size 615", "0: pts 4500 dts 4500 size 410"}},
    {"a unit over three PES packets",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), Inter(200)}));
       ts.Pes(kPid, 0xe0, {}, {}, Body(300));
       ts.Pes(kPid, 0xe0, {}, {}, Body(300));
       Pes(ts, 4500, Join({Aud(), Inter(200)}));
     },
     {"0: pts 900 dts 900 size 811", "0: pts 4500 dts 4500 size 211"}},
    {"three units in a PES packet: the first has its times",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), Inter(200), Aud(), Inter(150), Inter(100)}));
       Pes(ts, 9000, Join({Aud(), Inter(200)}));
     },
     {"0: pts 900 dts 900 size 211", "0: size 161", "0: size 105",
      "0: pts 9000 dts 9000 size 211"}},
    {"a unit that begins in the middle of a PES packet",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), Inter(200)}));
       Pes(ts, 4500, Join({Body(100), Aud(), Inter(150)}));
     },
     {"0: pts 900 dts 900 size 311", "0: pts 4500 dts 4500 size 161"}},
    {"what comes before the first PES packet is left out",
     "h264",
     [](TsWriter& ts) {
       ts.Packet(kPid, Join({Aud(), Inter(150)}), {});
       Pes(ts, 900, Join({Aud(), Inter(200)}));
     },
     {"0: pts 900 dts 900 size 211"}},
    {"a recovery point is a key unit",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), RecoveryPoint(), Inter(200)}));
     },
     {"0: pts 900 dts 900 size 219 key"}},
    {"filler NAL units",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), Inter(200), Filler(1000)}));
       Pes(ts, 4500, Join({Aud(), Inter(200), Filler(300), {0}, LaterSlice(100)}));
     },
     {"0: pts 900 dts 900 size 1215 payload 211", "0: pts 4500 dts 4500 size 621 payload 316"}},
    {"filler in SEI",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), FillerSei(200), Inter(200)}));
     },
     {"0: pts 900 dts 900 size 418 payload 211"}},
    {"parameter sets change",
     "h264",
     [](TsWriter& ts) {
       for (const uint8_t level : {30, 30, 31, 31, 30}) {
         Pes(ts, 900, Join({Aud(), Sps(level), Idr(10)}));
       }
     },
     {"0: pts 900 dts 900 size 29 key", "0: pts 900 dts 900 size 29 key", "parameters 0",
      "0: pts 900 dts 900 size 29 key", "0: pts 900 dts 900 size 29 key", "parameters 0",
      "0: pts 900 dts 900 size 29 key"}},
    {"bytes are missing",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), Inter(900)}));
       Pes(ts, 4500, Join({Aud(), Inter(300)}));
       ts.bytes.erase(ts.bytes.begin() + 2 * 188, ts.bytes.begin() + 3 * 188);
     },
     {"0: pts 900 dts 900 size 727 corrupt", "0: pts 4500 dts 4500 size 311"}},
    {"scrambled packets are no picture",
     "h264",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Aud(), Inter(300)}));
       for (int i = 0; i < 4; ++i) ts.Packet(kPid, Aud(), {.unit_start = true, .scrambled = true});
     },
     {"0: pts 900 dts 900 size 311"}},
    {"HEVC",
     "hevc",
     [](TsWriter& ts) {
       Pes(ts, 900,
           Join({Hevc(35, 1), Hevc(32, 9), Hevc(33, 9), HevcSlice(19, true, 200),
                 HevcSlice(19, false, 100), Hevc(38, 50)}));
       Pes(ts, 4500, Join({HevcSlice(1, true, 200), HevcSlice(1, false, 100)}));
       Pes(ts, 8100, Join({Hevc(39, 9), HevcSlice(21, true, 200)}));
     },
     {"0: pts 900 dts 900 size 401 payload 346 key", "0: pts 4500 dts 4500 size 312",
      "0: pts 8100 dts 8100 size 220 key"}},
    {"HEVC, layers above the base",
     "hevc",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({HevcSlice(1, true, 200), Hevc(33, 9, 1), Hevc(1, 100, 1)}));
     },
     {"0: pts 900 dts 900 size 325"}},
    {"MPEG-2",
     "mpeg2video",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Sequence(), Picture(1, 3, 200), Picture(2, 3, 100)}));
       Pes(ts, 8100, Join({Picture(3, 3, 100), {0, 0, 1, 0xb7}}));
       Pes(ts, 11700, Join({Sequence(0x15), Picture(1, 3, 50)}));
     },
     {"0: pts 900 dts 900 size 431 key", "0: size 222", "0: pts 8100 dts 8100 size 226",
      "parameters 0", "0: pts 11700 dts 11700 size 131 key"}},
    {"MPEG-2, two fields are a unit",
     "mpeg2video",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Sequence(), Picture(1, 1, 200), Picture(2, 2, 100)}));
       Pes(ts, 4500, Join({Picture(2, 1, 100), Picture(2, 2, 100)}));
     },
     {"0: pts 900 dts 900 size 653 key", "0: pts 4500 dts 4500 size 444"}},
};

TEST(VideoUnits, Cases) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    TsWriter ts;
    one.write(ts);
    while (ts.bytes.size() < 5 * 188) ts.Null();
    Recorder recorder;
    Walker walker(recorder);
    walker.SetTracks(TracksOf({{kPid, one.codec}}));
    WalkAll(walker, ts.bytes);
    EXPECT_EQ(recorder.lines, one.lines);
  }
}

TEST(VideoUnits, BytesAreThoseOfTheStream) {
  const media::Bytes first = Join({Aud(), Sps(), Idr(700)});
  const media::Bytes second = Join({Aud(), Inter(900)});
  TsWriter ts;
  Pes(ts, 900, first);
  Pes(ts, 4500, second);
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{kPid, "h264"}}));
  WalkAll(walker, ts.bytes);
  EXPECT_THAT(recorder.units, testing::ElementsAre(first, second));
}

TEST(VideoUnits, AnEndlessUnitIsCut) {
  TsWriter ts;
  Pes(ts, 900, Join({Aud(), Inter(kMaxUnitBytes + 1000)}));
  Pes(ts, 4500, Join({Aud(), Inter(300)}));
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{kPid, "h264"}}));
  WalkAll(walker, ts.bytes);
  ASSERT_THAT(recorder.units, testing::SizeIs(3));
  EXPECT_LT(recorder.units[0].size(), kMaxUnitBytes + 188);
  EXPECT_THAT(recorder.lines[0], testing::EndsWith("corrupt"));
  EXPECT_EQ(recorder.lines[2], "0: pts 4500 dts 4500 size 311");
}

TEST(VideoUnits, BytesThatDoNotFollowDropTheUnitUnderWay) {
  TsWriter ts;
  Pes(ts, 900, Join({Aud(), Inter(900)}));
  for (const bool contiguous : {true, false}) {
    TsWriter next;
    next.Packet(kPid, Body(184), {.counter = 15});
    Pes(next, 4500, Join({Aud(), Inter(900)}));
    Recorder recorder;
    Walker walker(recorder);
    walker.SetTracks(TracksOf({{kPid, "h264"}}));
    walker.Feed(ts.bytes, false);
    walker.Feed(next.bytes, contiguous);
    walker.Flush();
    EXPECT_THAT(recorder.units, testing::SizeIs(contiguous ? 2 : 1));
  }
}

TEST(VideoUnits, NewTracksKeepWhatIsUnderWayOnOldOnes) {
  TsWriter ts;
  Pes(ts, 900, Join({Aud(), Inter(900)}));
  Pes(ts, 4500, Join({Aud(), Inter(900)}));
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{kPid, "h264"}}));
  walker.Feed(ts.bytes, false);
  walker.SetTracks(TracksOf({{300, "aac", media::TrackType::kAudio}, {kPid, "h264"}}));
  walker.Flush();
  EXPECT_THAT(recorder.lines,
              testing::ElementsAre("0: pts 900 dts 900 size 911", "1: pts 4500 dts 4500 size 911"));
}

}  // namespace
}  // namespace vedette::ts
