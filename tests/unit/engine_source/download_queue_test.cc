#include "engine/source/download_queue.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/eventually.h"

namespace vedette::source {
namespace {

class DownloadQueueTest : public ::testing::Test {
 protected:
  // On the loop. What gets room notes its number and keeps its lease.
  DownloadQueue::Ticket Wait(int number, int64_t bytes) {
    return queue_.Wait(bytes, [this, number](base::ByteBudget::Lease lease) {
      begun_.push_back(number);
      leases_.push_back(std::move(lease));
    });
  }
  std::vector<int> Begun() {
    std::vector<int> begun;
    loop_.RunAndWait([&] { begun = begun_; });
    return begun;
  }
  void GiveBackFirst() {
    loop_.RunAndWait([&] { leases_.erase(leases_.begin()); });
  }

  base::SystemClock clock_;
  base::ByteBudget budget_{1000, 100};
  net::EventLoop loop_{"loop"};
  std::vector<int> begun_;  // on the loop
  std::vector<base::ByteBudget::Lease> leases_;
  DownloadQueue queue_{loop_, budget_, clock_};
};

TEST_F(DownloadQueueTest, FirstComeFirstServed) {
  loop_.RunAndWait([&] {
    leases_.push_back(queue_.TryTake(100));
    EXPECT_TRUE(leases_.back());
    Wait(1, 100);
    Wait(2, 10);
    Wait(3, 10);
    EXPECT_FALSE(queue_.TryTake(1)) << "others wait";
    EXPECT_TRUE(begun_.empty());
  });
  EXPECT_GE(queue_.LongestWait(clock_.Steady() + base::seconds(1)), base::seconds(1));
  GiveBackFirst();
  ASSERT_TRUE(support::Eventually([&] { return Begun() == std::vector<int>{1}; }));
  GiveBackFirst();
  ASSERT_TRUE(support::Eventually([&] { return Begun() == std::vector<int>{1, 2, 3}; }));
  EXPECT_EQ(queue_.LongestWait(clock_.Steady()), base::milliseconds(0));
}

TEST_F(DownloadQueueTest, WhoLeavesIsNotServed) {
  loop_.RunAndWait([&] {
    leases_.push_back(queue_.TryTake(100));
    const DownloadQueue::Ticket first = Wait(1, 10);
    Wait(2, 10);
    queue_.Leave(first);
    queue_.Leave(first);
  });
  GiveBackFirst();
  ASSERT_TRUE(support::Eventually([&] { return !Begun().empty(); }));
  EXPECT_EQ(Begun(), std::vector<int>{2});
}

}  // namespace
}  // namespace vedette::source
