#include "engine/media/unit_maker.h"

#include <gtest/gtest.h>

namespace vedette::media {
namespace {

struct UnwrapCase {
  const char* name;
  int64_t time;
  int bits;
  int64_t reference;
  int64_t want;
};

constexpr int64_t kRange = int64_t{1} << 33;

TEST(UnwrapTimeTest, TakesTheNearest) {
  const UnwrapCase cases[] = {
      {"ahead", 5000, 33, 1000, 5000},
      {"behind", 1000, 33, 5000, 1000},
      {"over the wrap", 10, 33, kRange - 10, kRange + 10},
      {"back over the wrap", kRange - 10, 33, kRange + 10, kRange - 10},
      {"third round", 10, 33, 3 * kRange - 10, 3 * kRange + 10},
      {"32 bits", 10, 32, (int64_t{1} << 32) - 1, (int64_t{1} << 32) + 10},
      {"no wrap", 10, 64, kRange, 10},
      {"negative", -20, 33, 100, -20},
  };
  for (const UnwrapCase& c : cases) {
    EXPECT_EQ(UnwrapTime(c.time, c.bits, c.reference), c.want) << c.name;
  }
}

}  // namespace
}  // namespace vedette::media
