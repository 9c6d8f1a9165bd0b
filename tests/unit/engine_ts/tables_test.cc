#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "engine/ts/program_tables.h"
#include "engine/ts/psi_section.h"
#include "engine/ts/walker.h"
#include "tests/support/ts_writer.h"
#include "tests/unit/engine_ts/elementary.h"
#include "tests/unit/engine_ts/recorder.h"

namespace vedette::ts {
namespace {

using support::TsWriter;
using testing::ElementsAre;
using testing::IsEmpty;

const media::MediaInfo kTracks = TracksOf({{256, "h264"}, {257, "aac", media::TrackType::kAudio}});
const std::vector<TsWriter::Stream> kStreams = {{0x1b, 256}, {0x0f, 257}};

void WriteUsual(TsWriter& ts) {
  ts.Pat({{1, 4096}});
  ts.Pmt(4096, 1, 256, kStreams);
}

struct Case {
  std::string name;
  std::function<void(TsWriter&)> write;  // after the usual tables
  int changes = 0;
};

const Case kCases[] = {
    {"said again", [](TsWriter& ts) { WriteUsual(ts); }, 0},
    {"other order",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x0f, 257}, {0x1b, 256}}, 1);
     },
     0},
    {"another codec",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x24, 256}, {0x0f, 257}}, 1);
     },
     1},
    {"the same codecs with encrypted samples",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0xdb, 256}, {0xcf, 257}}, 1);
     },
     0},
    {"a track more",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x1b, 256}, {0x0f, 257}, {0x0f, 258}}, 1);
     },
     1},
    {"an AC-3 track more, by its descriptor",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x1b, 256}, {0x0f, 257}, {0x06, 258, {0x6a, 1, 0}}}, 1);
     },
     1},
    {"private data more, which is no track",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x1b, 256}, {0x0f, 257}, {0x86, 258}}, 1);
     },
     0},
    {"a track less",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x1b, 256}}, 1);
     },
     1},
    {"the program went",
     [](TsWriter& ts) {
       ts.Pat({{2, 4097}}, 1);
     },
     1},
    {"the PMT moved, the streams stayed",
     [](TsWriter& ts) {
       ts.Pat({{1, 4097}}, 1);
       ts.Pmt(4097, 1, 256, kStreams, 1);
     },
     0},
    {"said once while it stays",
     [](TsWriter& ts) {
       for (int i = 0; i < 3; ++i) ts.Pmt(4096, 1, 256, {{0x1b, 256}}, 1);
     },
     1},
    {"a bad CRC",
     [](TsWriter& ts) {
       ts.Pmt(4096, 1, 256, {{0x1b, 256}}, 1);
       ts.bytes[ts.bytes.size() - 188 + 10] ^= 1;
     },
     0},
    {"another table on the PID",
     [](TsWriter& ts) { ts.Table(4096, TsWriter::Section(0x42, 1, 1, media::Bytes(8, 0))); }, 0},
    {"a PMT on a PID the PAT does not name",
     [](TsWriter& ts) {
       ts.Pmt(4100, 1, 256, {{0x1b, 256}}, 1);
     },
     0},
};

TEST(Tables, ChangesAreSaid) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    TsWriter ts;
    WriteUsual(ts);
    one.write(ts);
    while (ts.bytes.size() < 5 * 188) ts.Null();
    Recorder recorder;
    Walker walker(recorder);
    walker.SetTracks(kTracks);
    WalkAll(walker, ts.bytes);
    EXPECT_THAT(recorder.lines, testing::SizeIs(static_cast<size_t>(one.changes)));
  }
}

TEST(Tables, NothingIsSaidBeforeTheTracksAreKnown) {
  TsWriter ts;
  WriteUsual(ts);
  Recorder recorder;
  Walker walker(recorder);
  WalkAll(walker, ts.bytes);
  EXPECT_THAT(recorder.lines, IsEmpty());
}

// A PMT of 60 streams takes two packets; a loss between them spoils it.
TEST(Tables, ASectionMayTakeSeveralPackets) {
  std::vector<TsWriter::Stream> streams = kStreams;
  for (int i = 0; i < 60; ++i) streams.push_back({0x86, 600 + i});
  for (const bool spoilt : {false, true}) {
    TsWriter ts;
    ts.Pat({{1, 4096}});
    ts.Pmt(4096, 1, 256, streams);
    ASSERT_EQ(ts.bytes.size(), 3u * 188);
    if (spoilt) ts.bytes.erase(ts.bytes.begin() + 2 * 188, ts.bytes.end());
    WriteUsual(ts);
    ts.Pmt(4096, 1, 256, {{0x1b, 256}}, 1);
    Recorder recorder;
    Walker walker(recorder);
    walker.SetTracks(kTracks);
    WalkAll(walker, ts.bytes);
    EXPECT_THAT(recorder.lines, ElementsAre("tables"));
  }
}

TEST(Tables, SectionsThatShareAPacket) {
  media::Bytes payload = {3, 0xaa, 0xaa, 0xaa};  // the end of a section that was not seen
  const media::Bytes a = TsWriter::Section(0x42, 1, 0, {1, 2, 3});
  const media::Bytes b = TsWriter::Section(0x46, 2, 0, {4, 5});
  payload = Join({payload, a, b, media::Bytes(20, 0xff)});
  SectionAssembler assembler;
  std::vector<media::Bytes> sections;
  assembler.Append(payload, true, [&](media::ByteView section) {
    sections.emplace_back(section.begin(), section.end());
  });
  EXPECT_THAT(sections, ElementsAre(a, b));
  EXPECT_EQ(Crc32(a), 0u);
}

TEST(Tables, APatInTwoSections) {
  ProgramTables tables;
  EXPECT_FALSE(tables.OnPat(TsWriter::Section(0, 1, 0, {0, 1, 0xe1, 0}, 0, 1)));
  EXPECT_TRUE(tables.OnPat(TsWriter::Section(0, 1, 0, {0, 2, 0xe2, 0}, 1, 1)));
  EXPECT_TRUE(tables.IsPmtPid(0x100));
  EXPECT_TRUE(tables.IsPmtPid(0x200));
}

TEST(HoldsTablesAndUnits, NeedsTablesAndTheStartOfEachTrack) {
  TsWriter ts;
  EXPECT_FALSE(HoldsTablesAndUnits(ts.bytes));
  ts.Pat({{1, 4096}});
  EXPECT_FALSE(HoldsTablesAndUnits(ts.bytes));
  ts.Pmt(4096, 1, 256, {{0x1b, 256}, {0x0f, 257}, {0x86, 258}});
  EXPECT_FALSE(HoldsTablesAndUnits(ts.bytes));
  ts.Pes(257, 0xc0, 900, {}, Adts(100), true);
  EXPECT_FALSE(HoldsTablesAndUnits(ts.bytes));
  ts.Pes(256, 0xe0, 900, {}, Join({Aud(), Inter(300)}));
  EXPECT_FALSE(HoldsTablesAndUnits(ts.bytes)) << "no SPS: nobody knows its size";
  ts.Pes(256, 0xe0, 4500, {}, Join({Aud(), Sps(), Idr(300)}));
  EXPECT_TRUE(HoldsTablesAndUnits(ts.bytes));
}

}  // namespace
}  // namespace vedette::ts
