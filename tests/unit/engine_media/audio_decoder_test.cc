#include "engine/media/audio_decoder.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/media/av_demuxer.h"
#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

using support::KeptUnit;
using support::MadeMedia;
using support::ReadBytes;
using support::Shown;
using support::UnitKeeper;

struct Heard {
  Ticks first = kNoTime;
  double seconds = 0;
  float peak[2] = {0, 0};
  int channels = 0;
  int sample_rate = 0;
  bool in_step = true;  // each block begins where the last one ended, 1 ms allowed
};

AudioDecoder::Sink Into(Heard& heard) {
  return [&heard](const SoundView& view) {
    if (heard.first == kNoTime) heard.first = view.pts;
    if (std::abs(Seconds(view.pts - heard.first) - heard.seconds) > 0.0015) heard.in_step = false;
    heard.channels = static_cast<int>(view.channels.size());
    heard.sample_rate = view.sample_rate;
    heard.seconds += static_cast<double>(view.channels[0].size()) / view.sample_rate;
    for (size_t i = 0; i < std::min<size_t>(2, view.channels.size()); ++i) {
      // Lossy encoders overshoot where the tone begins and ends.
      if (heard.seconds < 0.5 || heard.seconds > 1.5) continue;
      for (const float sample : view.channels[i]) {
        heard.peak[i] = std::max(heard.peak[i], std::abs(sample));
      }
    }
  };
}

struct Clip {
  explicit Clip(const std::string& path) {
    AvDemuxer demuxer;
    UnitKeeper keeper;
    EXPECT_TRUE(demuxer.Read(ReadBytes(path), nullptr, keeper).ok());
    units = keeper.units();
    auto made = AudioDecoder::Create(demuxer.info()->tracks.at(0));
    EXPECT_TRUE(made.ok()) << made.status().ToString();
    decoder = std::move(*made);
  }
  std::vector<KeptUnit> units;
  std::unique_ptr<AudioDecoder> decoder;
};

struct Codec {
  const char* name;
  const char* arguments;
  const char* suffix;
};

class AudioDecoderCodecTest : public testing::TestWithParam<Codec> {};

// Left a tone at half scale, right the same at an eighth.
TEST_P(AudioDecoderCodecTest, GivesFloatsPerChannel) {
  Clip clip(MadeMedia(
      std::string("-f lavfi -i aevalsrc=0.5*sin(440*2*PI*t)|0.125*sin(440*2*PI*t):s=48000:d=2 ") +
          GetParam().arguments,
      GetParam().suffix));
  Heard heard;
  for (const KeptUnit& kept : clip.units) {
    ByteView piece;
    ASSERT_TRUE(clip.decoder->Decode(Shown(kept, piece), Into(heard)).ok());
  }
  ASSERT_TRUE(clip.decoder->Drain(Into(heard)).ok());
  EXPECT_EQ(heard.channels, 2);
  EXPECT_EQ(heard.sample_rate, 48000);
  EXPECT_NEAR(heard.seconds, 2.0, 0.1);
  EXPECT_NEAR(heard.peak[0], 0.5, 0.1);
  EXPECT_NEAR(heard.peak[1], 0.125, 0.03);
  EXPECT_TRUE(heard.in_step);
  EXPECT_GT(clip.decoder->blocks(), 0);
  EXPECT_EQ(clip.decoder->errors(), 0);
}

INSTANTIATE_TEST_SUITE_P(All, AudioDecoderCodecTest,
                         testing::Values(Codec{"AacTs", "-c:a aac -b:a 128k", ".ts"},
                                         Codec{"AacMp4", "-c:a aac -b:a 128k", ".mp4"},
                                         Codec{"Mp2", "-c:a mp2 -b:a 192k", ".ts"},
                                         Codec{"Ac3", "-c:a ac3 -b:a 192k", ".ts"},
                                         Codec{"OpusTs", "-c:a libopus", ".ts"},
                                         Codec{"Pcm16", "-c:a pcm_s16le", ".mkv"},
                                         Codec{"Pcm24", "-c:a pcm_s24le", ".mkv"},
                                         Codec{"Pcm8", "-c:a pcm_u8", ".mkv"},
                                         Codec{"Flac", "-c:a flac", ".mkv"}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(AudioDecoderTest, TakesAWholePesPacketOfFrames) {
  Clip clip(MadeMedia("-f lavfi -i sine=f=440:r=48000 -t 1 -ac 2 -c:a aac", ".ts"));
  KeptUnit pes = clip.units.at(5);
  for (size_t i = 6; i < 11; ++i) {
    pes.bytes.insert(pes.bytes.end(), clip.units[i].bytes.begin(), clip.units[i].bytes.end());
  }
  pes.unit.size_bytes = static_cast<int32_t>(pes.bytes.size());
  std::vector<Ticks> times;
  ByteView piece;
  ASSERT_TRUE(
      clip.decoder
          ->Decode(Shown(pes, piece), [&](const SoundView& view) { times.push_back(view.pts); })
          .ok());
  ASSERT_EQ(times.size(), 6U);
  for (size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(times[i], pes.unit.pts + Ticks(1920 * static_cast<int64_t>(i)));
  }
}

TEST(AudioDecoderTest, LeavesOutWhatItsSinkDoesNotWant) {
  Clip clip(MadeMedia("-f lavfi -i sine=f=440:r=48000 -t 1 -ac 2 -c:a aac", ".ts"));
  KeptUnit pes = clip.units.at(5);
  for (size_t i = 6; i < 11; ++i) {
    pes.bytes.insert(pes.bytes.end(), clip.units[i].bytes.begin(), clip.units[i].bytes.end());
  }
  pes.unit.size_bytes = static_cast<int32_t>(pes.bytes.size());
  for (const int wanted : {2, 1, 6}) {
    int blocks = 0;
    ByteView piece;
    const auto sink = [&](const SoundView& view) {
      if (blocks == 0) {
        EXPECT_EQ(view.pts, pes.unit.pts);
      }
      if (++blocks == wanted) clip.decoder->LeaveOut();
    };
    EXPECT_TRUE(clip.decoder->Decode(Shown(pes, piece), sink).ok());
    EXPECT_EQ(blocks, wanted);
  }
}

TEST(AudioDecoderTest, GoesOnAfterGarbage) {
  Clip clip(MadeMedia("-f lavfi -i sine=f=440:r=48000 -t 1 -ac 2 -c:a aac", ".ts"));
  KeptUnit garbage;
  garbage.bytes.assign(300, 0x5a);
  garbage.unit.size_bytes = 300;
  Heard heard;
  ByteView piece;
  EXPECT_EQ(clip.decoder->Decode(Shown(garbage, piece), Into(heard)).reason(), "invalid_data");
  EXPECT_EQ(clip.decoder->errors(), 1);
  EXPECT_TRUE(clip.decoder->Decode(Shown(clip.units.at(1), piece), Into(heard)).ok());
  EXPECT_EQ(clip.decoder->blocks(), 1);
}

TEST(AudioDecoderTest, RefusesWhatItCannotDecode) {
  TrackInfo track;
  track.codec = "h264";
  EXPECT_EQ(AudioDecoder::Create(track).status().reason(), "unsupported");
  track.codec = "";
  EXPECT_EQ(AudioDecoder::Create(track).status().reason(), "unsupported");
}

}  // namespace
}  // namespace vedette::media
