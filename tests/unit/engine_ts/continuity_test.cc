// How packets and their counters are counted: checks.md, section I.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/ts/walker.h"
#include "tests/support/ts_writer.h"
#include "tests/unit/engine_ts/elementary.h"
#include "tests/unit/engine_ts/recorder.h"

namespace vedette::ts {
namespace {

using support::TsWriter;
constexpr int kPid = 256;

// Losses as text: "3" packets lost, "stuck".
std::vector<std::string> LossesOf(Walker& walker) {
  std::vector<std::string> text;
  for (const ContinuityLoss& loss : walker.TakeLosses()) {
    EXPECT_EQ(loss.pid, kPid);
    text.push_back(loss.stuck ? "stuck" : std::to_string(loss.packets_lost));
  }
  return text;
}

// Writes packets with these counters, each with other bytes.
void Write(TsWriter& ts, const std::vector<int>& counters) {
  for (const int counter : counters) {
    const auto salt = static_cast<uint8_t>(ts.bytes.size() / 188);
    ts.Packet(kPid, Body(184, salt), {.counter = counter});
  }
}
void Repeat(TsWriter& ts) {
  const media::Bytes last(ts.bytes.end() - 188, ts.bytes.end());
  ts.bytes.insert(ts.bytes.end(), last.begin(), last.end());
}

struct Case {
  std::string name;
  std::function<void(TsWriter&)> write;
  std::vector<std::string> losses;
};

const Case kCases[] = {
    {"in order, past 15",
     [](TsWriter& ts) {
       Write(ts, {13, 14, 15, 0, 1});
     },
     {}},
    {"two missing",
     [](TsWriter& ts) {
       Write(ts, {1, 2, 5, 6});
     },
     {"2"}},
    {"out of order",
     [](TsWriter& ts) {
       Write(ts, {1, 3, 2, 4});
     },
     {"1", "14", "1"}},
    {"same counter, other bytes",
     [](TsWriter& ts) {
       Write(ts, {1, 2, 2, 3});
     },
     {"15"}},
    {"a duplicate",
     [](TsWriter& ts) {
       Write(ts, {1, 2});
       Repeat(ts);
       Write(ts, {3});
     },
     {}},
    {"a second duplicate",
     [](TsWriter& ts) {
       Write(ts, {1, 2});
       Repeat(ts);
       Repeat(ts);
       Write(ts, {3});
     },
     {"15"}},
    {"a duplicate but for its PCR",
     [](TsWriter& ts) {
       Write(ts, {1});
       ts.Packet(kPid, Body(176), {.pcr = 27000, .counter = 2});
       ts.Packet(kPid, Body(176), {.pcr = 99999, .counter = 2});
       Write(ts, {3});
     },
     {}},
    {"discontinuity_indicator",
     [](TsWriter& ts) {
       Write(ts, {1, 2});
       ts.Packet(kPid, Body(182), {.discontinuity = true, .counter = 9});
       Write(ts, {10});
     },
     {}},
    {"discontinuity_indicator without payload",
     [](TsWriter& ts) {
       Write(ts, {1, 2});
       ts.Packet(kPid, {}, {.discontinuity = true, .payload = false});
       Write(ts, {9, 10});
     },
     {}},
    {"no payload, the counter stands",
     [](TsWriter& ts) {
       Write(ts, {1, 2});
       ts.Packet(kPid, {}, {.pcr = 1, .payload = false});
       ts.Packet(kPid, {}, {.pcr = 2, .payload = false});
       Write(ts, {3});
     },
     {}},
    {"transport error: the gap shows",
     [](TsWriter& ts) {
       Write(ts, {1, 2});
       ts.Packet(kPid, Body(184), {.transport_error = true, .counter = 3});
       Write(ts, {4, 5});
     },
     {"1"}},
    {"a counter that never moves",
     [](TsWriter& ts) {
       Write(ts, {7, 7, 7, 7, 7});
     },
     {"stuck"}},
    {"null packets don't count",
     [](TsWriter& ts) {
       Write(ts, {1});
       ts.Null();
       ts.Null();
       Write(ts, {2});
     },
     {}},
};

TEST(Continuity, Cases) {
  for (const Case& one : kCases) {
    for (const size_t step : {size_t{1} << 20, size_t{188}, size_t{100}}) {
      SCOPED_TRACE(one.name + ", fed by " + std::to_string(step));
      TsWriter ts;
      one.write(ts);
      Recorder recorder;
      Walker walker(recorder);
      for (size_t at = 0; at < ts.bytes.size(); at += step) {
        const size_t size = std::min(step, ts.bytes.size() - at);
        const media::Bytes piece(ts.bytes.begin() + static_cast<ptrdiff_t>(at),
                                 ts.bytes.begin() + static_cast<ptrdiff_t>(at + size));
        walker.Feed(piece, at > 0);  // `piece` is gone afterwards
      }
      walker.Flush();
      EXPECT_EQ(LossesOf(walker), one.losses);
      EXPECT_EQ(walker.packets(), static_cast<int64_t>(ts.bytes.size() / 188));
      for (const PidCounters& pid : walker.Pids()) {
        if (pid.pid == kPid) {
          EXPECT_EQ(pid.discontinuities, static_cast<int64_t>(one.losses.size()));
        }
      }
    }
  }
}

TEST(Continuity, StartsOverWhereBytesDoNotFollow) {
  TsWriter first, second;
  Write(first, {1, 2, 3, 4, 5});
  Write(second, {9, 10, 11, 12, 13});
  for (const bool contiguous : {false, true}) {
    Recorder recorder;
    Walker walker(recorder);
    WalkAll(walker, first.bytes);
    walker.Feed(second.bytes, contiguous);
    EXPECT_THAT(LossesOf(walker), testing::SizeIs(contiguous ? 1 : 0));
  }
}

TEST(Continuity, SegmentsMayEachBeginWithTheSameCounter) {
  Recorder recorder;
  Walker walker(recorder);
  const auto feed = [&](const std::vector<int>& counters) {
    TsWriter ts;
    Write(ts, counters);
    walker.Feed(ts.bytes, true);
    walker.Flush();
  };
  feed({0, 1, 2, 3, 4});
  feed({0, 1, 2, 3});
  feed({0, 1, 2, 3, 4, 5});
  EXPECT_THAT(LossesOf(walker), testing::IsEmpty());
  // Within a segment counters count as ever, and so they do between segments that go on.
  feed({6, 7, 9, 10});
  EXPECT_THAT(LossesOf(walker), testing::ElementsAre("1"));
  feed({11, 12, 13});
  EXPECT_THAT(LossesOf(walker), testing::IsEmpty());
  feed({15, 0, 1});
  EXPECT_THAT(LossesOf(walker), testing::ElementsAre("1"));
}

TEST(Continuity, StartsOverAfterASyncLoss) {
  TsWriter ts;
  Write(ts, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
  ts.bytes.erase(ts.bytes.begin() + 6 * 188 + 20, ts.bytes.begin() + 6 * 188 + 60);
  Recorder recorder;
  Walker walker(recorder);
  WalkAll(walker, ts.bytes);
  EXPECT_THAT(LossesOf(walker), testing::IsEmpty());
}

TEST(Continuity, ATransportErrorCountsNowhereElse) {
  TsWriter ts;
  Write(ts, {1, 2, 3, 4});
  ts.Packet(300, Body(184), {.transport_error = true});
  Recorder recorder;
  Walker walker(recorder);
  WalkAll(walker, ts.bytes);
  EXPECT_EQ(walker.packets(), 5);
  ASSERT_THAT(walker.Pids(), testing::SizeIs(1));
  EXPECT_EQ(walker.Pids()[0].packets, 4);
}

TEST(Continuity, KeepsSixtyFourLossesAndCountsAll) {
  TsWriter ts;
  for (int i = 0; i < 100; ++i) Write(ts, {i * 2 % 16});
  Recorder recorder;
  Walker walker(recorder);
  WalkAll(walker, ts.bytes);
  EXPECT_THAT(walker.TakeLosses(), testing::SizeIs(64));
  EXPECT_THAT(walker.TakeLosses(), testing::IsEmpty());
  EXPECT_EQ(walker.Pids()[0].discontinuities, 99);
}

TEST(Continuity, ScrambledIsWhatItsLastPayloadWas) {
  TsWriter ts;
  Write(ts, {1, 2, 3, 4, 5});
  ts.Packet(kPid, Body(184), {.scrambled = true, .counter = 6});
  Recorder recorder;
  Walker walker(recorder);
  walker.Feed(ts.bytes, false);
  EXPECT_TRUE(walker.Pids()[0].scrambled);
  TsWriter clear;
  Write(clear, {7});
  walker.Feed(clear.bytes, true);
  EXPECT_FALSE(walker.Pids()[0].scrambled);
}

}  // namespace
}  // namespace vedette::ts
