#include "engine/sound/sound_meter.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace vedette::sound {
namespace {

using testing::ElementsAreArray;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct SoundCase {
  const char* name;
  std::vector<std::vector<float>> channels;
  std::vector<float> peaks;
};

TEST(SoundMeterTest, PeakPerChannel) {
  const SoundCase cases[] = {
      {"silence", {{0, 0, 0}}, {0}},
      {"positive", {{0, 0.5F, 0.25F}}, {0.5F}},
      {"negative", {{0.25F, -0.75F, 0}}, {0.75F}},
      {"channels apart", {{0.1F, 0}, {0, -0.2F}, {0, 0}}, {0.1F, 0.2F, 0}},
      {"above full scale", {{1.5F, 0}}, {1.5F}},
      {"no number", {{0, kNaN, 0}}, {1}},
      {"no number beside a larger one", {{kNaN, 1.25F}}, {1.25F}},
      {"infinite", {{0, kInfinity, -kInfinity}}, {1}},
      {"empty", {{}}, {0}},
      {"no channel", {}, {}},
  };
  for (const SoundCase& c : cases) {
    std::vector<std::span<const float>> channels(c.channels.begin(), c.channels.end());
    const SoundMeasure measure = MeasureSound({media::Ticks(900), 48000, channels});
    EXPECT_THAT(measure.channel_peak, ElementsAreArray(c.peaks)) << c.name;
    EXPECT_EQ(measure.pts, media::Ticks(900)) << c.name;
  }
}

TEST(SoundMeterTest, DurationFollowsFromTheRate) {
  const std::vector<float> samples(1024);
  const std::span<const float> channels[] = {samples, samples};
  EXPECT_DOUBLE_EQ(MeasureSound({media::kNoTime, 48000, channels}).duration, 1024.0 / 48000);
  EXPECT_DOUBLE_EQ(MeasureSound({media::kNoTime, 0, channels}).duration, 0);
  EXPECT_DOUBLE_EQ(MeasureSound({media::kNoTime, 48000, {}}).duration, 0);
}

}  // namespace
}  // namespace vedette::sound
