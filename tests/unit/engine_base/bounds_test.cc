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
    moved.Arrived(20);
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

TEST(ByteBudgetTest, DownloadsAreHeldToAWindow) {
  ByteBudget budget(1000, 100);
  const ByteBudget::Lease first = budget.TryTakeForDownload(90);
  ByteBudget::Lease second = budget.TryTakeForDownload(90);
  EXPECT_TRUE(first && second) << "what begins within the window may reach beyond it";
  EXPECT_FALSE(budget.TryTakeForDownload(1));
  second.LeaveWindow();
  EXPECT_TRUE(budget.TryTakeForDownload(1));
  second.Arrived(100);
  EXPECT_EQ(budget.used_bytes(), 190);
  second = {};
  EXPECT_EQ(budget.used_bytes(), 90);
  EXPECT_TRUE(budget.TryTake(500)) << "what can't wait may have the rest";
}

TEST(ByteBudgetTest, TheWindowFollowsHowLongDownloadsWait) {
  ByteBudget budget(1000, 100);
  const struct {
    int at_ms, waited_ms;
    int64_t window;
  } kSteps[] = {
      {1000, 900, 100},  {1100, 1001, 125}, {1200, 1100, 125},  // once in 250 ms
      {1350, 1200, 156}, {1600, 1200, 195}, {2000, 500, 195},   // neither long nor short
      {4000, 10, 195},   {6700, 10, 171},   {11800, 10, 150},   // narrows slowly
      {20000, 10, 132},  {30000, 10, 116},  {40000, 10, 102},  {50000, 10, 100}, {60000, 2000, 125},
  };
  for (const auto& step : kSteps) {
    budget.NoteWait(SteadyTime(milliseconds(step.at_ms)), milliseconds(step.waited_ms));
    EXPECT_EQ(budget.window_bytes(), step.window) << "at " << step.at_ms;
  }
  for (int i = 0; i < 20; ++i) {
    budget.NoteWait(SteadyTime(seconds(70 + i)), milliseconds(2000));
  }
  EXPECT_EQ(budget.window_bytes(), budget.limit_bytes());
}

TEST(ByteBudgetTest, TheWindowStaysWhereWorkersAreWhatDownloadsWaitFor) {
  ByteBudget budget(1000, 100);
  ByteBudget::Lease under_way = budget.TryTakeForDownload(60);
  ByteBudget::Lease waiting = budget.TryTakeForDownload(50);
  waiting.Arrived(50);
  budget.NoteWait(SteadyTime(seconds(10)), milliseconds(2000));
  EXPECT_EQ(budget.window_bytes(), 100);
  waiting = {};
  budget.NoteWait(SteadyTime(seconds(10)), milliseconds(2000));
  EXPECT_EQ(budget.window_bytes(), 125);
}

}  // namespace
}  // namespace vedette::base
