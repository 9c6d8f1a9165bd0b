#include "engine/ts/audio_frame.h"

namespace vedette::ts {
namespace {

std::optional<AudioFrame> ParseAdts(media::ByteView head) {
  constexpr int kRates[] = {96000, 88200, 64000, 48000, 44100, 32000, 24000,
                            22050, 16000, 12000, 11025, 8000,  7350};
  if (head[0] != 0xff || (head[1] & 0xf6) != 0xf0) return std::nullopt;
  const size_t rate = head[2] >> 2 & 0x0f;
  if (rate >= std::size(kRates)) return std::nullopt;
  AudioFrame frame;
  frame.bytes = (size_t{head[3]} & 3) << 11 | size_t{head[4]} << 3 | head[5] >> 5;
  if (frame.bytes < 7) return std::nullopt;
  frame.samples = 1024 * ((head[6] & 3) + 1);
  frame.sample_rate = kRates[rate];
  // Profile, rate and channels; the other bits may differ from frame to frame.
  frame.parameters = (uint64_t{head[2]} & 0xfd) << 8 | (head[3] & 0xc0) | 1;
  return frame;
}

std::optional<AudioFrame> ParseMpegAudio(media::ByteView head) {
  constexpr int kRates[] = {44100, 48000, 32000};
  // kbit/s by low sample rates or not, layer and index.
  constexpr int kBitrates[2][3][15] = {
      {{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
       {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
       {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}},
      {{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
       {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
       {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}}};
  if (head[0] != 0xff || (head[1] & 0xe0) != 0xe0) return std::nullopt;
  const int version = head[1] >> 3 & 3;  // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const int layer = 4 - (head[1] >> 1 & 3);
  const int bitrate_index = head[2] >> 4;
  const int rate_index = head[2] >> 2 & 3;
  if (version == 1 || layer == 4 || bitrate_index == 0 || bitrate_index == 15 || rate_index == 3) {
    return std::nullopt;
  }
  const bool low = version != 3;
  const int padding = head[2] >> 1 & 1;
  const int bitrate = kBitrates[low ? 1 : 0][layer - 1][bitrate_index] * 1000;
  AudioFrame frame;
  frame.sample_rate = kRates[rate_index] >> (low ? 1 : 0) >> (version == 0 ? 1 : 0);
  frame.samples = layer == 1 ? 384 : layer == 3 && low ? 576 : 1152;
  if (layer == 1) {
    frame.bytes = static_cast<size_t>(12 * bitrate / frame.sample_rate + padding) * 4;
  } else {
    frame.bytes = static_cast<size_t>(frame.samples / 8 * bitrate / frame.sample_rate + padding);
  }
  const bool mono = head[3] >> 6 == 3;
  frame.parameters = uint64_t{head[1]} << 16 | (uint64_t{head[2]} & 0x0c) << 8 | (mono ? 2 : 1);
  return frame;
}

std::optional<AudioFrame> ParseEac3(media::ByteView head) {
  constexpr int kRates[] = {48000, 44100, 32000};
  constexpr int kBlocks[] = {1, 2, 3, 6};
  AudioFrame frame;
  const int type = head[2] >> 6;
  const int rate_code = head[4] >> 6;
  const int second_code = head[4] >> 4 & 3;
  if (type == 3 || (rate_code == 3 && second_code == 3)) return std::nullopt;
  frame.bytes = ((size_t{head[2]} & 7) << 8 | head[3]) * 2 + 2;
  frame.sample_rate = rate_code == 3 ? kRates[second_code] / 2 : kRates[rate_code];
  frame.samples = 256 * (rate_code == 3 ? 6 : kBlocks[second_code]);
  frame.dependent = type == 1;
  if (frame.bytes < kAudioHeaderBytes) return std::nullopt;
  frame.parameters = (uint64_t{head[4]} & 0xcf) << 8 | (head[5] & 0xf8) | 1;
  return frame;
}

std::optional<AudioFrame> ParseAc3(media::ByteView head) {
  constexpr int kRates[] = {48000, 44100, 32000};
  constexpr int kBitrates[] = {32,  40,  48,  56,  64,  80,  96,  112, 128, 160,
                               192, 224, 256, 320, 384, 448, 512, 576, 640};
  if (head[0] != 0x0b || head[1] != 0x77) return std::nullopt;
  const int bsid = head[5] >> 3;
  if (bsid > 16) return std::nullopt;
  if (bsid > 10) return ParseEac3(head);
  const int rate_code = head[4] >> 6;
  const size_t size_code = head[4] & 0x3f;
  if (rate_code == 3 || size_code / 2 >= std::size(kBitrates)) return std::nullopt;
  AudioFrame frame;
  // 1536 samples in 16-bit words; at 44.1 kHz odd codes have one word more.
  const int rate = kRates[rate_code];
  size_t words = static_cast<size_t>(kBitrates[size_code / 2]) * 96000 / static_cast<size_t>(rate);
  if (rate_code == 1) words += size_code & 1;
  frame.bytes = words * 2;
  const int shift = bsid > 8 ? bsid - 8 : 0;
  frame.sample_rate = rate >> shift;
  frame.samples = 1536;
  frame.parameters =
      (uint64_t{head[4]} & 0xc0) << 16 | uint64_t{head[5]} << 8 | (head[6] & 0xe0) | 1;
  return frame;
}

std::optional<AudioFrame> ParseLoas(media::ByteView head) {
  if (head[0] != 0x56 || (head[1] & 0xe0) != 0xe0) return std::nullopt;
  AudioFrame frame;
  frame.bytes = 3 + ((size_t{head[1]} & 0x1f) << 8 | head[2]);
  if (frame.bytes < kAudioHeaderBytes) return std::nullopt;
  frame.samples = 1024;
  return frame;
}

}  // namespace

std::optional<AudioFrame> ParseAudioFrame(Codec codec, media::ByteView head) {
  if (head.size() < kAudioHeaderBytes) return std::nullopt;
  switch (codec) {
    case Codec::kAac:
      return ParseAdts(head);
    case Codec::kMpegAudio:
      return ParseMpegAudio(head);
    case Codec::kAc3:
      return ParseAc3(head);
    case Codec::kLatm:
      return ParseLoas(head);
    default:
      return std::nullopt;
  }
}

}  // namespace vedette::ts
