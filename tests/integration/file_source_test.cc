#include "engine/source/file_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/source/sniff.h"
#include "tests/support/recording_sink.h"
#include "tests/support/ts_bytes.h"

namespace vedette::source {
namespace {

using support::RecordingSink;
using support::TsPackets;
using Record = RecordingSink::Record;

class FileSourceTest : public ::testing::Test {
 protected:
  FileSourceTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "vedette-XXXXXX").string();
    dir_ = mkdtemp(pattern.data());
  }
  ~FileSourceTest() override { std::filesystem::remove_all(dir_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = (dir_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  // The end of reading `url`, "" when ok.
  std::string Read(const std::string& url) {
    SourceSpec spec;
    spec.url = url;
    spec.live = false;
    FileSource source(spec, sink_, budget_, clock_);
    source.Start();
    EXPECT_TRUE(sink_.WaitForEnd());
    source.Stop();
    std::string reason;
    sink_.With([&](Record& record) { reason = record.ends.at(0).reason(); });
    return reason;
  }

  std::filesystem::path dir_;
  base::SystemClock clock_;
  base::ByteBudget budget_{8 << 20};
  RecordingSink sink_;
};

TEST_F(FileSourceTest, ReadsAFileInOrder) {
  const std::string bytes = TsPackets(15000);  // 2.8 MB
  EXPECT_EQ(Read(Write("a.ts", bytes)), "");
  EXPECT_TRUE(sink_.Bytes() == bytes);
  sink_.With([](Record& record) {
    EXPECT_EQ(record.opened, std::vector<std::string>{"mpegts"});
    ASSERT_EQ(record.chunks.size(), 3u);
    EXPECT_FALSE(record.chunks[0].contiguous);
    EXPECT_TRUE(record.chunks[1].contiguous);
  });
}

TEST_F(FileSourceTest, TakesFileUrls) {
  const std::string path = Write("a b.ts", TsPackets(10));
  EXPECT_EQ(Read("file://" + dir_.string() + "/a%20b.ts"), "");
  EXPECT_EQ(FilePath("file:" + path).value(), path);
  EXPECT_EQ(FilePath("file://localhost/x%2Fy").value(), "/x/y");
  EXPECT_EQ(FilePath("file:///100%").value(), "/100%");
  EXPECT_EQ(FilePath("relative.ts").value(), "relative.ts");
  EXPECT_EQ(FilePath("file://elsewhere/x").status().reason(), "url");
}

TEST_F(FileSourceTest, WaitsForTheBudget) {
  base::ByteBudget small(2 << 20);
  RecordingSink sink;
  const std::string bytes = TsPackets(60000);  // 11 MB
  SourceSpec spec;
  spec.url = Write("a.ts", bytes);
  FileSource source(spec, sink, small, clock_);
  source.Start();
  std::string got;
  while (got.size() < bytes.size()) {
    ASSERT_TRUE(sink.WaitFor([](const Record& r) { return !r.chunks.empty(); }));
    EXPECT_LE(small.used_bytes(), 2 << 20);
    got += sink.TakeBytes();
  }
  EXPECT_TRUE(got == bytes);
  EXPECT_TRUE(sink.WaitForEnd());
}

TEST_F(FileSourceTest, StopsWhileItWaits) {
  base::ByteBudget small(1 << 20);
  RecordingSink sink;
  SourceSpec spec;
  spec.url = Write("a.ts", TsPackets(60000));
  FileSource source(spec, sink, small, clock_);
  source.Start();
  ASSERT_TRUE(sink.WaitFor([](const Record& r) { return !r.chunks.empty(); }));
  source.Stop();
  sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(FileSourceTest, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(Read((dir_ / "missing.ts").string()), "local_fault");
  sink_.With([](Record& record) { record = {}; });
  EXPECT_EQ(Read(dir_.string()), "unsupported");
  sink_.With([](Record& record) { record = {}; });
  EXPECT_EQ(Read(Write("empty.ts", "")), "eof");
  sink_.With([](Record& record) { record = {}; });
  EXPECT_EQ(Read(Write("text.ts", std::string(5000, 'x'))), "invalid_data");
  sink_.With([](Record& record) { record = {}; });
  ASSERT_EQ(mkfifo((dir_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Read((dir_ / "pipe").string()), "unsupported");
}

TEST_F(FileSourceTest, ReadFileStartGivesWhatSniffingNeeds) {
  EXPECT_TRUE(LooksLikeTs(ReadFileStart(Write("a.ts", TsPackets(100))).value()));
  EXPECT_FALSE(LooksLikeTs(ReadFileStart(Write("b.ts", std::string(100000, 'x'))).value()));
  EXPECT_EQ(ReadFileStart(Write("c.ts", "short")).value().size(), 5u);
  EXPECT_EQ(ReadFileStart((dir_ / "missing").string()).status().code(), base::Code::kNotFound);
}

}  // namespace
}  // namespace vedette::source
