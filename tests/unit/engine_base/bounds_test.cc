#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "engine/base/bounded_queue.h"
#include "engine/base/byte_budget.h"

namespace vedette::base {
namespace {

TEST(BoundedQueueTest, RefusesWhenFull) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_TRUE(queue.TryPush(2));
  EXPECT_FALSE(queue.TryPush(3));
  EXPECT_EQ(queue.Pop(), 1);
}

TEST(BoundedQueueTest, DropsTheOldestAndSaysSo) {
  BoundedQueue<int> queue(2);
  EXPECT_EQ(queue.PushDroppingOldest(1), 0u);
  EXPECT_EQ(queue.PushDroppingOldest(2), 0u);
  EXPECT_EQ(queue.PushDroppingOldest(3), 1u);
  EXPECT_EQ(queue.Pop(), 2);
  EXPECT_EQ(queue.Pop(), 3);
}

TEST(BoundedQueueTest, ClosedQueueHandsOutWhatIsLeft) {
  BoundedQueue<std::unique_ptr<int>> queue(4);
  EXPECT_TRUE(queue.TryPush(std::make_unique<int>(5)));
  queue.Close();
  EXPECT_FALSE(queue.TryPush(std::make_unique<int>(6)));
  EXPECT_EQ(**queue.Pop(), 5);
  EXPECT_FALSE(queue.Pop().has_value());
}

TEST(BoundedQueueTest, PopGivesUpAtItsDeadline) {
  BoundedQueue<int> queue(1);
  EXPECT_FALSE(queue.Pop(Deadline::After(milliseconds(1))).has_value());
}

TEST(BoundedQueueTest, WaitingPopIsWokenByAPush) {
  BoundedQueue<int> queue(1);
  std::thread producer([&] { EXPECT_TRUE(queue.TryPush(9)); });
  EXPECT_EQ(queue.Pop(), 9);
  producer.join();
}

TEST(ByteBudgetTest, LeasesGiveBack) {
  ByteBudget budget(100);
  {
    ByteBudget::Lease lease = budget.TryTake(60);
    ASSERT_TRUE(lease);
    EXPECT_FALSE(budget.TryTake(50));
    ByteBudget::Lease moved = std::move(lease);
    EXPECT_EQ(budget.used_bytes(), 60);
    moved.Resize(20);
    EXPECT_EQ(budget.used_bytes(), 20);
  }
  EXPECT_EQ(budget.used_bytes(), 0);
}

TEST(ByteBudgetTest, AnOversizedItemFitsIntoAnEmptyBudget) {
  ByteBudget budget(100);
  const ByteBudget::Lease lease = budget.TryTake(1000);
  EXPECT_TRUE(lease);
  EXPECT_FALSE(budget.TryTake(1));
}

}  // namespace
}  // namespace vedette::base
