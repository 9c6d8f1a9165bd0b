#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/ts/audio_frame.h"
#include "engine/ts/audio_reader.h"
#include "engine/ts/walker.h"
#include "tests/support/ts_writer.h"
#include "tests/unit/engine_ts/elementary.h"
#include "tests/unit/engine_ts/recorder.h"

namespace vedette::ts {
namespace {

using support::TsWriter;
constexpr int kPid = 257;

struct HeaderCase {
  std::string name;
  Codec codec;
  media::Bytes head;
  size_t bytes;  // 0: no header
  int samples;
  int sample_rate;
};

const HeaderCase kHeaders[] = {
    {"AAC 48 kHz", Codec::kAac, {0xff, 0xf1, 0x4c, 0x80, 0x2e, 0x7f, 0xfc}, 371, 1024, 48000},
    {"AAC, two blocks", Codec::kAac, {0xff, 0xf1, 0x4c, 0x80, 0x2e, 0x7f, 0xfd}, 371, 2048, 48000},
    {"AAC, no such rate", Codec::kAac, {0xff, 0xf1, 0x74, 0x80, 0x2e, 0x7f, 0xfc}, 0, 0, 0},
    {"AAC shorter than its header", Codec::kAac, {0xff, 0xf1, 0x4c, 0x80, 0, 0xdf, 0xfc}, 0, 0, 0},
    {"MP2 192 kbit/s", Codec::kMpegAudio, {0xff, 0xfd, 0xa4, 0, 0, 0, 0}, 576, 1152, 48000},
    {"MP3 128 kbit/s padded", Codec::kMpegAudio, {0xff, 0xfb, 0x92, 0, 0, 0, 0}, 418, 1152, 44100},
    {"MP3 of 22 kHz", Codec::kMpegAudio, {0xff, 0xf3, 0x80, 0, 0, 0, 0}, 208, 576, 22050},
    {"MP3 of 11 kHz", Codec::kMpegAudio, {0xff, 0xe3, 0x80, 0, 0, 0, 0}, 417, 576, 11025},
    {"MP1", Codec::kMpegAudio, {0xff, 0xff, 0xc4, 0, 0, 0, 0}, 384, 384, 48000},
    {"free format", Codec::kMpegAudio, {0xff, 0xfb, 0x00, 0, 0, 0, 0}, 0, 0, 0},
    {"AC-3 192 kbit/s", Codec::kAc3, {0x0b, 0x77, 0, 0, 0x14, 0x40, 0x43}, 768, 1536, 48000},
    {"AC-3 44.1 kHz odd", Codec::kAc3, {0x0b, 0x77, 0, 0, 0x55, 0x40, 0x43}, 836, 1536, 44100},
    {"AC-3, no such size", Codec::kAc3, {0x0b, 0x77, 0, 0, 0x3f, 0x40, 0x43}, 0, 0, 0},
    {"E-AC-3", Codec::kAc3, {0x0b, 0x77, 0x01, 0x7f, 0x34, 0x86, 0}, 768, 1536, 48000},
    {"E-AC-3 of one block", Codec::kAc3, {0x0b, 0x77, 0x00, 0x3f, 0x04, 0x86, 0}, 128, 256, 48000},
    {"LATM", Codec::kLatm, {0x56, 0xe1, 0x2c, 0, 0, 0, 0}, 303, 1024, 0},
    {"no header", Codec::kMpegAudio, {1, 2, 3, 4, 5, 6, 7}, 0, 0, 0},
    {"too short", Codec::kAac, {0xff, 0xf1}, 0, 0, 0},
};

TEST(AudioFrame, Headers) {
  for (const HeaderCase& one : kHeaders) {
    SCOPED_TRACE(one.name);
    const auto frame = ParseAudioFrame(one.codec, one.head);
    ASSERT_EQ(frame.has_value(), one.bytes > 0);
    if (!frame) continue;
    EXPECT_EQ(frame->bytes, one.bytes);
    EXPECT_EQ(frame->samples, one.samples);
    EXPECT_EQ(frame->sample_rate, one.sample_rate);
  }
}

TEST(AudioFrame, PartsOfATickDoNotAddUp) {
  // 1024 samples at 44.1 kHz are 2089.8 ticks.
  media::Ticks time(0);
  for (int i = 0; i < 44100; ++i) time = NextFrameTime(time, 1024, 44100);
  EXPECT_EQ(time, media::Ticks(int64_t{1024} * 90000));
  EXPECT_EQ(NextFrameTime(media::Ticks(7), 1024, 48000), media::Ticks(1927));
}

struct Case {
  std::string name;
  std::string codec;
  std::function<void(TsWriter&)> write;
  std::vector<std::string> lines;
};

void Pes(TsWriter& ts, uint64_t pts, const media::Bytes& payload) {
  ts.Pes(kPid, 0xc0, pts, {}, payload, true);
}
// E-AC-3 of 128 bytes: type 0 stands alone, type 1 belongs to the frame before.
media::Bytes Eac3(int type) {
  return Join({{0x0b, 0x77, static_cast<uint8_t>(type << 6), 0x3f, 0x34, 0x86, 0}, Body(121)});
}

const Case kCases[] = {
    {"frames of a PES packet",
     "aac",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Adts(300), Adts(310), Adts(320)}));
       Pes(ts, 9000, Adts(200));
     },
     {"0: pts 900 dts 900 size 300 key", "0: pts 2820 dts 2820 size 310 key",
      "0: pts 4740 dts 4740 size 320 key", "0: pts 9000 dts 9000 size 200 key"}},
    {"a frame over two PES packets: the next one has the times",
     "aac",
     [](TsWriter& ts) {
       const media::Bytes whole = Adts(300);
       Pes(ts, 900, Join({Adts(200), media::Bytes(whole.begin(), whole.begin() + 100)}));
       Pes(ts, 5000, Join({media::Bytes(whole.begin() + 100, whole.end()), Adts(250)}));
     },
     {"0: pts 900 dts 900 size 200 key", "0: pts 2820 dts 2820 size 300 key",
      "0: pts 5000 dts 5000 size 250 key"}},
    {"bytes between frames are left out",
     "aac",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Adts(200), Body(50), Adts(210), Adts(220)}));
     },
     {"0: pts 900 dts 900 size 200 key", "0: pts 2820 dts 2820 size 210 key corrupt",
      "0: pts 4740 dts 4740 size 220 key"}},
    {"a header in the middle of noise needs a second one",
     "aac",
     [](TsWriter& ts) {
       media::Bytes noise = Body(400);
       const media::Bytes head = Adts(60);
       std::copy(head.begin(), head.begin() + 7, noise.begin() + 30);
       Pes(ts, 900, Join({noise, Adts(210), Adts(220)}));
     },
     {"0: pts 900 dts 900 size 210 key corrupt", "0: pts 2820 dts 2820 size 220 key"}},
    {"a packet is missing",
     "aac",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Adts(300), Adts(300), Adts(300)}));
       Pes(ts, 9000, Join({Adts(200), Adts(200)}));
       ts.bytes.erase(ts.bytes.begin() + 2 * 188, ts.bytes.begin() + 3 * 188);
     },
     {"0: pts 900 dts 900 size 300 key", "0: pts 2820 dts 2820 size 300 key corrupt",
      "0: pts 9000 dts 9000 size 200 key corrupt", "0: pts 10920 dts 10920 size 200 key"}},
    {"the rate changes",
     "aac",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Adts(200), Adts(200, 4), Adts(200, 4)}));
     },
     {"0: pts 900 dts 900 size 200 key", "parameters 0", "0: pts 2820 dts 2820 size 200 key",
      "0: pts 4910 dts 4910 size 200 key"}},
    {"dependent E-AC-3 frames belong to the one before",
     "eac3",
     [](TsWriter& ts) {
       Pes(ts, 900, Join({Eac3(0), Eac3(1), Eac3(0), Eac3(1)}));
     },
     {"0: pts 900 dts 900 size 256 key", "0: pts 3780 dts 3780 size 256 key"}},
    {"subtitles: a PES packet is a unit",
     "dvb_subtitle",
     [](TsWriter& ts) {
       Pes(ts, 900, Body(500));
       Pes(ts, 90000, Body(60));
     },
     {"0: pts 900 dts 900 size 500 key", "0: pts 90000 dts 90000 size 60 key"}},
    {"without a length, the next packet ends it",
     "bin_data",
     [](TsWriter& ts) {
       ts.Pes(kPid, 0xbd, 900, {}, Body(500));
       ts.Pes(kPid, 0xbd, {}, {}, Body(60));
     },
     {"0: pts 900 dts 900 size 500 key", "0: size 60 key"}},
    {"padding is no stream",
     "aac",
     [](TsWriter& ts) {
       ts.Pes(kPid, 0xbe, {}, {}, Adts(200), true);
       Pes(ts, 900, Adts(210));
     },
     {"0: pts 900 dts 900 size 210 key"}},
};

TEST(AudioUnits, Cases) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    TsWriter ts;
    one.write(ts);
    while (ts.bytes.size() < 5 * 188) ts.Null();
    Recorder recorder;
    Walker walker(recorder);
    walker.SetTracks(TracksOf({{kPid, one.codec, media::TrackType::kAudio}}));
    WalkAll(walker, ts.bytes);
    EXPECT_EQ(recorder.lines, one.lines);
  }
}

}  // namespace
}  // namespace vedette::ts
