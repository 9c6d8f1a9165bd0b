#include "engine/base/byte_pool.h"

#include <gtest/gtest.h>

namespace vedette::base {
namespace {

constexpr size_t kMiB = 1 << 20;

TEST(BytePoolTest, TheNewestThatFitsComesBackEmpty) {
  BytePool pool(8 * kMiB);
  std::vector<uint8_t> first = pool.Take(2 * kMiB);
  std::vector<uint8_t> second = pool.Take(2 * kMiB);
  std::vector<uint8_t> small = pool.Take(kMiB);
  second.resize(kMiB, 1);
  const uint8_t* const at = second.data();
  pool.Give(std::move(first));
  pool.Give(std::move(second));
  pool.Give(std::move(small));
  const std::vector<uint8_t> taken = pool.Take(kMiB + 1);
  EXPECT_EQ(taken.data(), at);
  EXPECT_TRUE(taken.empty());
  EXPECT_EQ(pool.kept_bytes(), 3 * kMiB);
}

TEST(BytePoolTest, WhatIsTooSmallOrMuchTooLargeIsNotTaken) {
  BytePool pool(8 * kMiB);
  pool.Give(pool.Take(4 * kMiB));
  EXPECT_EQ(pool.Take(5 * kMiB).capacity(), 5 * kMiB);
  EXPECT_EQ(pool.Take(2 * kMiB - 1).capacity(), 2 * kMiB - 1);
  EXPECT_EQ(pool.kept_bytes(), 4 * kMiB);
}

TEST(BytePoolTest, KeepsTheNewestUpToItsBound) {
  BytePool pool(3 * kMiB);
  std::vector<uint8_t> oldest = pool.Take(2 * kMiB);
  std::vector<uint8_t> newest = pool.Take(2 * kMiB);
  const uint8_t* const at = newest.data();
  pool.Give(std::move(oldest));
  pool.Give(std::move(newest));
  EXPECT_EQ(pool.kept_bytes(), 2 * kMiB);
  pool.Give(std::vector<uint8_t>(4 * kMiB));
  pool.Give(std::vector<uint8_t>(100));
  EXPECT_EQ(pool.kept_bytes(), 2 * kMiB);
  EXPECT_EQ(pool.Take(2 * kMiB).data(), at);
}

}  // namespace
}  // namespace vedette::base
