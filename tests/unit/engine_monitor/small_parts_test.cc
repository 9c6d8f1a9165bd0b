#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <string>

#include "engine/monitor/calibration.h"
#include "engine/monitor/places.h"
#include "engine/monitor/probe_events.h"
#include "engine/monitor/track_meter.h"
#include "engine/monitor/unit_batch.h"
#include "tests/support/temp_dir.h"

namespace vedette::monitor {
namespace {

TEST(TrackMeterTest, MeansOverWholeSecondsOfMedia) {
  TrackMeter meter;
  for (int i = 0; i < 25 * 20; ++i) {
    // 1 Mbit/s for ten seconds, then 2.
    const int bytes = i < 250 ? 5000 : 10000;
    meter.Add(i * 0.04, 0.04, bytes, i % 50 == 0, i * 0.04);
  }
  EXPECT_NEAR(meter.BitrateBps(), 2e6, 2e6 * 0.01);
  EXPECT_NEAR(meter.FrameRate(), 25, 0.1);
  EXPECT_NEAR(meter.TotalBitrateBps(), 1.5e6, 1.5e6 * 0.01);
  EXPECT_NEAR(meter.TotalFrameRate(), 25, 0.1);
  EXPECT_NEAR(meter.gop_seconds(), 2, 1e-9);
  EXPECT_EQ(meter.units(), 500);
}

TEST(TrackMeterTest, ASecondOfMediaIsEnoughForAFirstFigure) {
  TrackMeter meter;
  for (int i = 0; i < 12; ++i) meter.Add(100 + i * 0.04, 0.04, 5000, i == 0, 100 + i * 0.04);
  EXPECT_NEAR(meter.BitrateBps(), 1e6, 1e4);
  EXPECT_NEAR(meter.FrameRate(), 25, 0.1);
  EXPECT_EQ(TrackMeter().BitrateBps(), 0);
}

media::AccessUnit UnitOf(std::span<const media::ByteView> pieces) {
  media::AccessUnit unit;
  unit.pieces = pieces;
  for (const media::ByteView piece : pieces) unit.size_bytes += static_cast<int>(piece.size());
  return unit;
}

media::Bytes BytesOf(const media::AccessUnit& unit) {
  media::Bytes bytes;
  unit.AppendTo(bytes);
  return bytes;
}

checks::EventRecord EventAt(uint64_t number, double media, int wall) {
  checks::EventRecord event;
  event.number = number;
  event.start = {media, base::WallTime(base::seconds(wall))};
  return event;
}

TEST(ProbeEventsTest, AreOneEachByStartAndNoMoreThanCanBeRead) {
  ProbeEvents events;
  for (uint64_t number = 1; number <= ProbeEvents::kMost + 5; ++number) {
    events.Add(EventAt(number, 20000 - static_cast<double>(number), 0));
  }
  checks::EventRecord again = EventAt(7, 20000 - 7, 0);
  again.detail = "it went on";
  events.Add(again);
  const auto list = events.Take();
  ASSERT_EQ(list.size(), ProbeEvents::kMost);
  EXPECT_EQ(list.front().number, ProbeEvents::kMost);
  EXPECT_EQ(list[ProbeEvents::kMost - 7].number, 7u);
  EXPECT_EQ(list[ProbeEvents::kMost - 7].detail, "it went on");
  EXPECT_TRUE(events.Take().empty());
}

// Media began at wall second 1000.
TEST(ProbeEventsTest, ThoseThatAreNotTiedToMediaStandWhereTheyHappened) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  ProbeEvents events;
  events.Add(EventAt(1, 30, 1030));
  events.Add(EventAt(2, kNone, 1020));
  events.Add(EventAt(3, 10, 1010));
  events.Add(EventAt(4, kNone, 1005));
  events.Add(EventAt(5, 20, 1090));  // its wall time came late
  events.Add(EventAt(6, kNone, 1020));
  std::string order;
  for (const auto& event : events.Take()) order += std::to_string(event.number);
  EXPECT_EQ(order, "432561");
}

TEST(UnitBatchTest, ViewsStayInTheChunkAndStrangersAreCopied) {
  const media::Bytes chunk = {1, 2, 3, 4, 5, 6};
  UnitBatch batch;
  batch.Begin(chunk);
  {
    media::Bytes elsewhere = {9, 8};
    const media::ByteView pieces[] = {elsewhere, media::ByteView(chunk).subspan(1, 2)};
    batch.OnAccessUnit(UnitOf(pieces));
    elsewhere.assign(2, 0);  // the reader's buffer is used for the next unit
  }
  const media::ByteView pieces[] = {media::ByteView(chunk).subspan(3)};
  batch.OnAccessUnit(UnitOf(pieces));
  ASSERT_EQ(batch.size(), 2u);
  EXPECT_EQ(BytesOf(batch[0]), (media::Bytes{9, 8, 2, 3}));
  EXPECT_EQ(BytesOf(batch[1]), (media::Bytes{4, 5, 6}));
  EXPECT_EQ(batch[0].pieces[1].data(), chunk.data() + 1);
  EXPECT_EQ(batch[1].pieces[0].data(), chunk.data() + 3);
}

TEST(UnitBatchTest, CopiesDoNotMoveHoweverManyThereAre) {
  UnitBatch batch;
  for (int round = 0; round < 2; ++round) {
    batch.Begin({});
    for (int i = 0; i < 100; ++i) {
      const media::Bytes bytes(10000 + i, static_cast<uint8_t>(i));
      const media::ByteView pieces[] = {bytes};
      batch.OnAccessUnit(UnitOf(pieces));
    }
    for (int i = 0; i < 100; ++i) {
      EXPECT_EQ(BytesOf(batch[static_cast<size_t>(i)]),
                media::Bytes(10000 + i, static_cast<uint8_t>(i)));
    }
  }
}

TEST(PlacesTest, TheScarcestResourceDecides) {
  constexpr int64_t kGiB = int64_t{1} << 30;
  constexpr media::DecodeSpeed kSpeed = {0.01, 0.0001};  // with reading: 1 ms a second
  EXPECT_EQ(DefaultPlaces({2, 64 * kGiB, 1000000}, kSpeed), 1000);
  EXPECT_EQ(DefaultPlaces({2, 64 * kGiB, 1000000}, {0.02, 0.0005}), 500);
  EXPECT_EQ(DefaultPlaces({64, kGiB, 1000000}, kSpeed), 512);
  EXPECT_EQ(DefaultPlaces({64, 64 * kGiB, 1024}, kSpeed), 206);
  EXPECT_EQ(DefaultPlaces({1, 1 << 20, 10}, kSpeed), 1);
  EXPECT_EQ(DefaultBudgetBytes({2, 8 * kGiB, 0}), 2 * kGiB);
  EXPECT_EQ(DefaultBudgetBytes({2, 1 << 20, 0}), 64 << 20);
}

TEST(CalibrationTest, IsKeptForTheSameProcessor) {
  const support::TempDir directory;
  const std::string file = (directory.path() / "decode-speed").string();
  const media::DecodeSpeed measured = CalibratedSpeed(file);
  EXPECT_GT(measured.picture_seconds, 0);
  std::ifstream in(file);
  std::string processor;
  std::getline(in, processor);
  const auto keep = [&](const std::string& text) { std::ofstream(file) << text; };
  keep(processor + "\n0.5 0.25\n");
  EXPECT_EQ(CalibratedSpeed(file).picture_seconds, 0.5);
  EXPECT_EQ(CalibratedSpeed(file).sound_seconds, 0.25);
  for (const std::string& bad :
       {std::string("another processor\n0.5 0.25\n"), processor + "\n0.5\n",
        processor + "\n0.5 -1\n", processor + "\nfast faster\n", std::string()}) {
    keep(bad);
    EXPECT_LT(CalibratedSpeed(file).picture_seconds, 0.5) << bad;
  }
  EXPECT_GT(CalibratedSpeed("/no/such/directory/file").picture_seconds, 0);
}

TEST(PlacesTest, ThisMachineHasLimits) {
  const MachineLimits limits = ReadMachineLimits();
  EXPECT_GE(limits.cores, 1);
  EXPECT_GT(limits.memory_bytes, 1 << 20);
  EXPECT_GT(limits.descriptors, 16);
}

}  // namespace
}  // namespace vedette::monitor
