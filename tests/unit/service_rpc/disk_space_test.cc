#include "service/rpc/disk_space.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/support/eventually.h"

namespace vedette::rpc {
namespace {

TEST(DiskSpaceTest, TellsOfARealFileSystem) {
  const DiskSpace here(".");
  EXPECT_GT(here.latest().total, here.latest().free);
  const DiskSpace nowhere("/nonexistent");
  EXPECT_EQ(nowhere.latest().total, 0);
}

TEST(DiskSpaceTest, AFileSystemThatHangsHoldsNobodyWhoAsks) {
  std::promise<void> hangs, answers;
  std::shared_future<void> answered = answers.get_future().share();
  std::atomic<int> looks{0};
  const DiskSpace disk(
      "data",
      [&](const std::string& directory) -> DiskSpace::Bytes {
        EXPECT_EQ(directory, "data");
        const int look = ++looks;
        if (look == 2) {
          hangs.set_value();
          answered.wait();
        }
        return {look * 10.0, 100};
      },
      base::milliseconds(1));
  hangs.get_future().wait();
  EXPECT_EQ(disk.latest().free, 10);
  answers.set_value();
  EXPECT_TRUE(support::Eventually([&] { return disk.latest().free > 10; }));
}

}  // namespace
}  // namespace vedette::rpc
