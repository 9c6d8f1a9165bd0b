#include "service/logs/log_file_set.h"

#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/service_logs/log_fixture.h"

namespace vedette::logs {
namespace {

using std::filesystem::create_directories;
using std::filesystem::create_symlink;
using Names = std::set<std::string>;

const LogName kService{Folder::kTop, kServiceLog};

class LogFileSetTest : public LogTest {};

TEST(LogNameTest, StaysInTheDirectory) {
  EXPECT_EQ(StreamLogName("ch-1_x.y").file, "ch-1_x.y.log");
  EXPECT_EQ(StreamLogName("ch-1_x.y").folder, Folder::kStreams);
  EXPECT_EQ(StreamLogName("..").file, "...log");
  for (const std::string id : {"", "../etc", "a/b", "a b", "\xc3\xbc", "a\n"}) {
    EXPECT_EQ(StreamLogName(id), kService) << id;
  }
  EXPECT_EQ(StreamLogName(std::string(64, 'a')), kService);
}

TEST_F(LogFileSetTest, RotatesBySizeAndKeepsACount) {
  LogFileSet files(directory_, {10, 2, 8});
  for (const char* line : {"one\n", "two\n", "three\n", "four\n", "five5\n", "six\n", "seven\n"}) {
    ASSERT_TRUE(files.Append(kService, line).ok());
  }
  // 8 bytes, then "three" + "four" would be 11, "four" + "five5" 11, "five5" + "six" fit exactly.
  EXPECT_EQ(Read("vedetted.log"), "seven\n");
  EXPECT_EQ(Read("vedetted.log.1"), "five5\nsix\n");
  EXPECT_EQ(Read("vedetted.log.2"), "four\n");
  EXPECT_EQ(Files(), (Names{"vedetted.log", "vedetted.log.1", "vedetted.log.2"}));
}

TEST_F(LogFileSetTest, KeepsNoneWhenToldSo) {
  LogFileSet files(directory_, {10, 0, 8});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(files.Append(kService, "12345678\n").ok());
  EXPECT_EQ(Files(), (Names{"vedetted.log"}));
  EXPECT_EQ(Read("vedetted.log"), "12345678\n");
}

TEST_F(LogFileSetTest, ALineLongerThanAFileIsStillWhole) {
  LogFileSet files(directory_, {10, 1, 8});
  const std::string line = std::string(100, 'x') + "\n";
  ASSERT_TRUE(files.Append(kService, line).ok());
  EXPECT_EQ(Read("vedetted.log"), line);
  ASSERT_TRUE(files.Append(kService, "next\n").ok());
  EXPECT_EQ(Read("vedetted.log"), "next\n");
  EXPECT_EQ(Read("vedetted.log.1"), line);
}

TEST_F(LogFileSetTest, GoesOnWhereTheLastRunEnded) {
  create_directories(directory_);
  std::ofstream(directory_ / "vedetted.log") << "before\n";
  LogFileSet files(directory_, {12, 1, 8});
  ASSERT_TRUE(files.Append(kService, "now\n").ok());
  EXPECT_EQ(Read("vedetted.log"), "before\nnow\n");
  ASSERT_TRUE(files.Append(kService, "later\n").ok());
  EXPECT_EQ(Read("vedetted.log"), "later\n");
}

TEST_F(LogFileSetTest, NamesOfStreamsDoNotMeetRotatedOnes) {
  LogFileSet files(directory_, {4, 3, 8});
  for (const char* id : {"a", "a.log", "a.log.1", "a.1"}) {
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(files.Append(StreamLogName(id), std::string(id) + "\n").ok());
    }
  }
  EXPECT_EQ(Read("streams/a.log.1"), "");  // "a\n" twice fits into 4 bytes: never rotated
  EXPECT_EQ(Read("streams/a.log"), "a\na\n");
  EXPECT_EQ(Read("streams/a.log.log"), "a.log\n");
  EXPECT_EQ(Read("streams/a.log.log.1"), "a.log\n");
  EXPECT_EQ(Read("streams/a.log.1.log"), "a.log.1\n");
  EXPECT_EQ(Read("streams/a.1.log"), "a.1\n");
}

TEST_F(LogFileSetTest, AThousandLogsNeedFewDescriptors) {
  LogFileSet files(directory_, {1000, 1, 16});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(files.Append(StreamLogName("s" + std::to_string(i)), "x\n").ok());
      ASSERT_LE(files.open_files(), 16u);
    }
  }
  EXPECT_EQ(Files().size(), 1000u);
  EXPECT_EQ(Read("streams/s999.log"), "x\nx\n");
  files.CloseUnused(std::chrono::steady_clock::now() - std::chrono::hours(1));
  EXPECT_EQ(files.open_files(), 16u);
  files.CloseUnused(std::chrono::steady_clock::now() + std::chrono::hours(1));
  EXPECT_EQ(files.open_files(), 0u);
}

TEST_F(LogFileSetTest, MakesAnewWhatOthersMovedOrDeleted) {
  LogFileSet files(directory_, {1000, 1, 16});
  ASSERT_TRUE(files.Append(kService, "one\n").ok());
  std::filesystem::rename(directory_ / "vedetted.log", directory_ / "moved.log");
  files.CloseUnused({});
  ASSERT_TRUE(files.Append(kService, "two\n").ok());
  EXPECT_EQ(Read("vedetted.log"), "two\n");
  EXPECT_EQ(Read("moved.log"), "one\n");
  std::filesystem::remove_all(directory_);
  files.CloseUnused({});
  ASSERT_TRUE(files.Append(StreamLogName("a"), "three\n").ok());
  EXPECT_EQ(Read("streams/a.log"), "three\n");
}

TEST_F(LogFileSetTest, FollowsNoLinks) {
  create_directories(directory_);
  std::ofstream(root_ / "outside") << "theirs\n";
  create_symlink(root_ / "outside", directory_ / "vedetted.log");
  create_directories(root_ / "elsewhere");
  create_symlink(root_ / "elsewhere", directory_ / "streams");
  LogFileSet files(directory_, {1000, 1, 16});
  EXPECT_EQ(files.Append(kService, "x\n").code(), base::Code::kUnavailable);
  EXPECT_EQ(files.Append(StreamLogName("a"), "x\n").code(), base::Code::kUnavailable);
  EXPECT_TRUE(std::filesystem::is_empty(root_ / "elsewhere"));
  std::ifstream outside(root_ / "outside");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(outside), {}), "theirs\n");
}

TEST_F(LogFileSetTest, WhatIsNoFileIsRefusedAtOnce) {
  create_directories(directory_);
  ASSERT_EQ(mkfifo((directory_ / "vedetted.log").c_str(), 0600), 0);
  LogFileSet files(directory_, {1000, 1, 16});
  EXPECT_FALSE(files.Append(kService, "x\n").ok());
}

// A limit on file sizes stands in for the full disk: it too takes a part of a line.
TEST_F(LogFileSetTest, AFullDiskTakesWholeLinesOrNone) {
  LogFileSet files(directory_, {1000, 1, 16});
  ASSERT_TRUE(files.Append(kService, "12345678\n").ok());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 12;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const base::Status full = files.Append(kService, "abcdefgh\n");
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(full.code(), base::Code::kUnavailable);
  EXPECT_EQ(Read("vedetted.log"), "12345678\n");
  EXPECT_TRUE(files.Append(kService, "again\n").ok());
  EXPECT_EQ(Read("vedetted.log"), "12345678\nagain\n");
}

TEST_F(LogFileSetTest, DeletesOldLogsThatNobodyWrites) {
  const base::WallTime now = clock_.Wall();
  const base::WallTime old = now - std::chrono::hours(48);
  LogFileSet files(directory_, {1000, 1, 16});
  ASSERT_TRUE(files.Append(StreamLogName("open"), "x\n").ok());
  Touch(directory_ / "streams/open.log", old);
  Make(directory_ / "vedetted.log", old);
  Make(directory_ / "streams/old.log", old);
  Make(directory_ / "streams/young.log", now);
  create_symlink(root_, directory_ / "streams/link.log");
  EXPECT_FALSE(files.DeleteIfOld(kService, now));
  EXPECT_FALSE(files.DeleteIfOld(StreamLogName("open"), now));
  EXPECT_FALSE(files.DeleteIfOld(StreamLogName("young"), now));
  EXPECT_FALSE(files.DeleteIfOld(StreamLogName("link"), now));
  EXPECT_FALSE(files.DeleteIfOld(StreamLogName("never"), now));
  EXPECT_TRUE(files.DeleteIfOld(StreamLogName("old"), now));
  EXPECT_EQ(Files(),
            (Names{"streams/link.log", "streams/open.log", "streams/young.log", "vedetted.log"}));
}

TEST_F(LogFileSetTest, ListsOnlyWhatIsALog) {
  for (const char* name : {"vedetted.log", "vedetted.log.3", "streams/a.log.gz", "streams/b.log"}) {
    Make(directory_ / name, clock_.Wall(), "1234");
  }
  for (const char* name : {"notes.txt", ".log", "syslog.log", "streams/catalogue",
                           "streams/deep/c.log", "other/d.log"}) {
    Make(directory_ / name, clock_.Wall());
  }
  create_directories(directory_ / "streams/folder.log");
  create_symlink(directory_ / "vedetted.log", directory_ / "streams/link.log");
  Names names;
  int64_t bytes = 0;
  for (const FoundLog& log : ListLogs(directory_)) {
    names.insert(log.name.file);
    bytes += log.size_bytes;
    EXPECT_EQ(log.changed, clock_.Wall());
  }
  EXPECT_EQ(names, (Names{"vedetted.log", "vedetted.log.3", "a.log.gz", "b.log"}));
  EXPECT_EQ(bytes, 16);
  EXPECT_TRUE(ListLogs(root_ / "nowhere").empty());
}

}  // namespace
}  // namespace vedette::logs
