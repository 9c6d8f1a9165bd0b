#include "engine/gate/sound_sampler.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace vedette::gate {
namespace {

constexpr double kBlock = 1024.0 / 48000;
constexpr double kLimit = 0.001;

struct Heard {
  int decoded = 0;
  std::vector<double> counted;  // times of blocks

  double First(double from) const {
    for (const double at : counted)
      if (at >= from) return at;
    return -1;
  }
  int Between(double from, double to) const {
    int count = 0;
    for (const double at : counted) count += at >= from && at < to ? 1 : 0;
    return count;
  }
};

// Sound of `seconds`, `blocks` to a unit.
Heard Listen(double seconds, int blocks, const std::function<double(double)>& peak) {
  SoundSampler sampler;
  Heard heard;
  for (int unit = 0; unit * blocks * kBlock < seconds; ++unit) {
    const double begin = unit * blocks * kBlock;
    const SoundSampler::Take take = sampler.Next(begin, blocks * kBlock);
    if (take == SoundSampler::Take::kNot) continue;
    for (int i = 0; i < blocks; ++i) {
      const double at = begin + i * kBlock;
      ++heard.decoded;
      if (sampler.Hear(at, peak(at), kLimit)) heard.counted.push_back(at);
      if (!sampler.wants_more()) break;
    }
  }
  return heard;
}

TEST(SoundSamplerTest, LoudSoundIsHeardInPairsOfBlocks) {
  for (const int blocks : {1, 2, 8}) {
    SCOPED_TRACE(blocks);
    const Heard heard = Listen(60, blocks, [](double) { return 0.3; });
    EXPECT_GE(heard.counted.size(), 118U);
    EXPECT_LE(heard.counted.size(), blocks == 8 ? 180U : 130U);
    EXPECT_EQ(heard.decoded, 2 * static_cast<int>(heard.counted.size()));
    for (size_t i = 1; i < heard.counted.size(); ++i) {
      EXPECT_LE(heard.counted[i] - heard.counted[i - 1], 0.501);
    }
  }
}

TEST(SoundSamplerTest, SilenceIsFoundWithinHalfASecondAndHeardToItsEnd) {
  for (const int blocks : {1, 8}) {
    for (double start = 10; start < 10.6; start += 0.037) {
      SCOPED_TRACE(start);
      const double end = start + 8.3;
      const Heard heard =
          Listen(40, blocks, [&](double at) { return at >= start && at < end ? 0.0 : 0.3; });
      const double found = heard.First(start);
      EXPECT_LE(found, start + 0.5 + kBlock);
      EXPECT_EQ(heard.Between(found, end + 2.9), static_cast<int>((end + 2.9 - found) / kBlock) + 1)
          << "each block, and for 3 s more";
      EXPECT_LE(heard.Between(25, 40), 50) << "samples again";
    }
  }
}

TEST(SoundSamplerTest, WhatIsNearTheLimitIsHeardWhole) {
  EXPECT_GT(Listen(10, 1, [](double) { return 3 * kLimit; }).Between(1, 10), 400);
  EXPECT_LT(Listen(10, 1, [](double) { return 5 * kLimit; }).Between(1, 10), 25);
}

TEST(SoundSamplerTest, AJumpOfTheClockDelaysNoSample) {
  SoundSampler sampler;
  for (const double at : {100.0, 5.0, 4000.0}) {
    EXPECT_EQ(sampler.Next(at, kBlock), SoundSampler::Take::kBegin);
    EXPECT_FALSE(sampler.Hear(at, 0.3, kLimit));
    EXPECT_EQ(sampler.Next(at + kBlock, kBlock), SoundSampler::Take::kGoOn);
    EXPECT_TRUE(sampler.Hear(at + kBlock, 0.3, kLimit));
    EXPECT_EQ(sampler.Next(at + 2 * kBlock, kBlock), SoundSampler::Take::kNot);
  }
}

TEST(SoundSamplerTest, ASampleWhoseDecoderForgotBeginsAnew) {
  SoundSampler sampler;
  EXPECT_EQ(sampler.Next(0, kBlock), SoundSampler::Take::kBegin);
  EXPECT_FALSE(sampler.Hear(0, 0, kLimit));
  sampler.Restart();
  EXPECT_EQ(sampler.Next(kBlock, kBlock), SoundSampler::Take::kBegin);
  EXPECT_FALSE(sampler.Hear(kBlock, 0, kLimit));
  EXPECT_EQ(sampler.Next(2 * kBlock, kBlock), SoundSampler::Take::kGoOn);
  EXPECT_TRUE(sampler.Hear(2 * kBlock, 0, kLimit));
}

}  // namespace
}  // namespace vedette::gate
