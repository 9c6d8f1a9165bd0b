#include "engine/media/decode_speed.h"

#include <gtest/gtest.h>

namespace vedette::media {
namespace {

// How fast a machine is can't be wrong; that nothing was decoded could.
TEST(DecodeSpeed, IsOfAPictureAndOfSound) {
  const base::Result<DecodeSpeed> speed = MeasureDecodeSpeed();
  ASSERT_TRUE(speed.ok()) << speed.status().ToString();
  EXPECT_GT(speed->picture_seconds, 1e-4);
  EXPECT_LT(speed->picture_seconds, 10);
  EXPECT_GT(speed->sound_seconds, 1e-6);
  EXPECT_LT(speed->sound_seconds, 1);
  EXPECT_GT(speed->picture_seconds, speed->sound_seconds);
  RecordProperty("picture_us", static_cast<int>(speed->picture_seconds * 1e6));
  RecordProperty("sound_us", static_cast<int>(speed->sound_seconds * 1e6));
}

}  // namespace
}  // namespace vedette::media
