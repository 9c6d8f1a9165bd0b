#include "service/rpc/process_stats.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace vedette::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(MemoryText, MegabytesThenGigabytes) {
  EXPECT_EQ(MemoryText(500LL << 20), "500 MB");
  EXPECT_EQ(MemoryText(0), "0 MB");
  EXPECT_EQ(MemoryText(-1), "0 MB");
  EXPECT_EQ(MemoryText((1024LL << 20) - 1), "1.0 GB");
  EXPECT_EQ(MemoryText(2560LL << 20), "2.5 GB");
}

// A /proc of our own, so that figures and rates are known.
class FakeProc : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() /
           ("vedette-proc-" + std::to_string(getpid()) + "-" +
            testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(dir_ / "self/net");
    std::filesystem::create_directories(dir_ / "self/fd");
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(dir_ / "self" / name) << text;
  }
  void Set(int ticks, int received, int sent, int read, int written) {
    Write("stat",
          "7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 " + std::to_string(ticks) + " 0 0 0 20 0 14 0 99\n");
    Write("net/dev", "Inter-|   Receive\n face |bytes\n    lo: " + std::to_string(received) +
                         " 1 0 0 0 0 0 0 " + std::to_string(sent) +
                         " 1 0 0 0 0 0 0\n  eth0:" + std::to_string(received) + " 1 0 0 0 0 0 0 " +
                         std::to_string(sent) + " 1 0 0 0 0 0 0\n");
    Write("io", "rchar: 5\nwchar: 6\nread_bytes: " + std::to_string(read) +
                    "\nwrite_bytes: " + std::to_string(written) + "\n");
    Write("statm", "1000 25 3 1 0 1 0\n");
  }

  std::filesystem::path dir_;
};

TEST_F(FakeProc, FiguresAndRates) {
  for (const char* fd : {"fd/0", "fd/1", "fd/2", "fd/3"}) Write(fd, "");
  Set(100, 1000, 2000, 0, 0);
  ProcessStats stats(dir_.string(), dir_.string());
  base::SteadyTime now{seconds(100)};
  const ProcessUsage first = stats.Read(now);
  EXPECT_EQ(first.threads, 14);
  EXPECT_EQ(first.rss_bytes, 25 * sysconf(_SC_PAGESIZE));
  EXPECT_EQ(first.fds_in_use, 3);  // the listing's own descriptor is not counted
  EXPECT_GT(first.fds_limit, 0);
  // The sanitizers' allocators tell nothing.
  if (mallinfo2().uordblks > 0) {
    EXPECT_GT(first.heap_bytes, 0);
  }
  EXPECT_GT(first.disk_total_bytes, first.disk_free_bytes);
  EXPECT_GE(first.cpu_cores, 1);
  EXPECT_EQ(first.cpu_percent, 0);

  const int hz = static_cast<int>(sysconf(_SC_CLK_TCK));
  Set(100 + hz, 5000, 6000, 4096, 8192);
  EXPECT_EQ(stats.Read(now + milliseconds(900)).cpu_percent, 0);  // not measured again so soon
  const ProcessUsage second = stats.Read(now + seconds(2));
  EXPECT_NEAR(second.cpu_percent, 50, 1e-9);
  EXPECT_NEAR(second.net_received_per_second, 4000, 1e-9);
  EXPECT_NEAR(second.net_sent_per_second, 4000, 1e-9);
  EXPECT_NEAR(second.disk_read_per_second, 2048, 1e-9);
  EXPECT_NEAR(second.disk_written_per_second, 4096, 1e-9);
}

TEST_F(FakeProc, MissingFilesAreNoFailure) {
  ProcessStats stats("/nonexistent", (dir_ / "nothing").string());
  const ProcessUsage usage = stats.Read(base::SteadyTime{seconds(1)});
  EXPECT_EQ(usage.rss_bytes, -1);
  EXPECT_EQ(usage.fds_in_use, -1);
  EXPECT_EQ(usage.disk_total_bytes, 0);
}

TEST(ProcessStatsHere, RealProcGivesPlausibleFigures) {
  ProcessStats stats(".");
  const ProcessUsage usage = stats.Read(base::SteadyTime{seconds(1)});
  EXPECT_GT(usage.rss_bytes, 1 << 20);
  EXPECT_GE(usage.threads, 1);
  EXPECT_GE(usage.fds_in_use, 3);
}

}  // namespace
}  // namespace vedette::rpc
