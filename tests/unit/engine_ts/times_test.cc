#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/ts/pes_header.h"
#include "engine/ts/time_unwrapper.h"
#include "engine/ts/walker.h"
#include "tests/support/ts_writer.h"
#include "tests/unit/engine_ts/elementary.h"
#include "tests/unit/engine_ts/recorder.h"

namespace vedette::ts {
namespace {

using support::TsWriter;
constexpr uint64_t kTurn = uint64_t{1} << 33;

TEST(Times, Unwrap) {
  struct {
    std::vector<uint64_t> raw;
    std::vector<int64_t> expected;
  } const cases[] = {
      {{900, 4500, 2700}, {900, 4500, 2700}},
      {{kTurn - 10, 20, kTurn - 5, 40}, {8589934582, 8589934612, 8589934587, 8589934632}},
      {{5, kTurn - 5, 10}, {5, -5, 10}},
      {{0, kTurn / 2 - 1, kTurn - 2, 3}, {0, 4294967295, 8589934590, 8589934595}},
  };
  for (const auto& one : cases) {
    TimeUnwrapper unwrapper;
    std::vector<int64_t> got;
    for (const uint64_t raw : one.raw) got.push_back(unwrapper.Unwrap(raw).count());
    EXPECT_EQ(got, one.expected);
  }
}

TEST(Times, UnwrappingGoesOnWhereBytesDoNotFollow) {
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{256, "h264"}}));
  for (const uint64_t pts : {kTurn - 3600, uint64_t{3600}}) {
    TsWriter ts;
    ts.Pes(256, 0xe0, pts, {}, Join({Aud(), Inter(300)}));
    WalkAll(walker, ts.bytes);
  }
  EXPECT_THAT(recorder.lines, testing::ElementsAre("0: pts 8589930992 dts 8589930992 size 311",
                                                   "0: pts 8589938192 dts 8589938192 size 311"));
}

TEST(Times, PesHeaders) {
  const media::Bytes both = {0,    0,    1,    0xe0, 0,    0,    0x80, 0xc0, 10,  0x31,
                             0x00, 0x01, 0x46, 0x51, 0x11, 0x00, 0x01, 0x0e, 0x11};
  PesHeader header;
  ASSERT_EQ(ParsePesHeader(both, header), PesHead::kGood);
  EXPECT_EQ(header.pts, 9000u);
  EXPECT_EQ(header.dts, 1800u);
  EXPECT_EQ(header.header_bytes, 19u);
  for (size_t size = 0; size < both.size(); ++size) {
    EXPECT_EQ(ParsePesHeader(media::ByteView(both).first(size), header), PesHead::kTooShort);
  }
  EXPECT_EQ(ParsePesHeader(media::Bytes{0, 0, 2}, header), PesHead::kNotPes);
  EXPECT_EQ(ParsePesHeader(media::Bytes{0, 0, 1, 0xbe, 0, 9}, header), PesHead::kNotPes);
}

// A header over three packets: long stuffing in the adaptation fields.
TEST(Times, APesHeaderMayLieInSeveralPackets) {
  TsWriter whole;
  whole.Pes(256, 0xe0, 9000, 5400, Join({Aud(), Inter(300)}));
  media::Bytes pes(whole.bytes.begin() + 4, whole.bytes.begin() + 188);
  for (const size_t step : {1, 4, 9, 10, 18, 19, 20}) {
    SCOPED_TRACE(step);
    TsWriter ts;
    for (size_t at = 0; at < pes.size(); at += step) {
      ts.Packet(256, media::ByteView(pes).subspan(at, std::min(step, pes.size() - at)),
                {.unit_start = at == 0});
    }
    Recorder recorder;
    Walker walker(recorder);
    walker.SetTracks(TracksOf({{256, "h264"}}));
    WalkAll(walker, ts.bytes);
    EXPECT_THAT(recorder.lines, testing::ElementsAre("0: pts 9000 dts 5400 size 165"));
  }
}

// 100 packets a second by their PCRs, whatever else happens.
struct RateCase {
  std::string name;
  std::vector<std::pair<double, bool>> pcrs;  // seconds, discontinuity_indicator; 10 packets each
  double expected_bps;
};

TEST(Times, BitrateByPcr) {
  constexpr double kRate = 100 * 188 * 8;
  const RateCase cases[] = {
      {"even", {{1, false}, {1.1, false}, {1.2, false}}, kRate},
      {"over the wrap", {{95443.6, false}, {95443.7, false}, {0.0823112, false}}, kRate},
      {"a signalled leap is left out",
       {{1, false}, {1.1, false}, {500, true}, {500.1, false}},
       kRate},
      {"backwards is left out", {{9, false}, {9.1, false}, {1, false}, {1.1, false}}, kRate},
      {"one says nothing", {{1, false}}, 0},
  };
  for (const RateCase& one : cases) {
    SCOPED_TRACE(one.name);
    TsWriter ts;
    for (const auto& [seconds, leap] : one.pcrs) {
      ts.Packet(
          256, {},
          {.discontinuity = leap, .pcr = static_cast<uint64_t>(seconds * 27e6), .payload = false});
      for (int i = 0; i < 9; ++i) ts.Null();
    }
    Recorder recorder;
    Walker walker(recorder);
    WalkAll(walker, ts.bytes);
    EXPECT_NEAR(walker.BitrateBps(), one.expected_bps, kRate * 1e-4);
  }
}

TEST(Times, BitrateByDtsWithoutPcr) {
  TsWriter ts;
  for (int i = 0; i <= 10; ++i) {
    ts.Pes(256, 0xe0, static_cast<uint64_t>(9000 * i), {}, Join({Aud(), Inter(100)}));
    for (int n = 0; n < 9; ++n) ts.Null();
  }
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{256, "h264"}}));
  WalkAll(walker, ts.bytes);
  EXPECT_NEAR(walker.BitrateBps(), 100 * 188 * 8, 1);
}

TEST(Times, ALossSaysWhereItWas) {
  TsWriter ts;
  ts.Pes(256, 0xe0, 9000, 5400, Join({Aud(), Inter(300)}));
  ts.Packet(256, Body(184), {.counter = 9});
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{256, "h264"}}));
  WalkAll(walker, ts.bytes);
  const auto losses = walker.TakeLosses();
  ASSERT_THAT(losses, testing::SizeIs(1));
  EXPECT_EQ(losses[0].at, media::Ticks(5400));
}

}  // namespace
}  // namespace vedette::ts
