#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "engine/source/hls_source.h"
#include "tests/support/child_process.h"
#include "tests/support/nginx_server.h"
#include "tests/support/source_runner.h"

namespace vedette::source {
namespace {

using support::NginxServer;
using Record = support::RecordingSink::Record;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What FFmpeg makes of 4 s of picture, served by nginx.
class HlsSourceVodTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(nginx_.running()) << nginx_.Log(); }

  std::string File(const std::string& name) const { return nginx_.root() + "/" + name; }

  bool Make(const std::string& options) {
    std::vector<std::string> arguments = {
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=4"};
    std::istringstream words(
        "-c:v libx264 -preset ultrafast -g 25 -f hls -hls_time 1 "
        "-hls_playlist_type vod " +
        options);
    for (std::string word; words >> word;) arguments.push_back(word);
    arguments.push_back(File("v.m3u8"));
    return support::RunProgram(arguments) == 0;
  }

  // All chunks of what was made, once its end has come.
  void ReadAll(const std::string& url) {
    hls_.spec.live = false;
    hls_.Start(url);
    ASSERT_EQ(hls_.EndReason(), "ok");
  }

  NginxServer nginx_{"", NginxServer::Mode::kPlain};
  support::HlsSourceRunner hls_;
};

TEST_F(HlsSourceVodTest, ReadsAllOfItInOrderAndEnds) {
  ASSERT_TRUE(Make("-hls_segment_filename " + File("s%d.ts")));
  ReadAll(nginx_.Url("/v.m3u8"));
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{0, 1, 2, 3}));
  std::string whole;
  for (int i = 0; i < 4; ++i) whole += ReadFile(File("s" + std::to_string(i) + ".ts"));
  EXPECT_TRUE(hls_.sink.Bytes() == whole);
  hls_.sink.With([](Record& record) {
    EXPECT_EQ(record.opened, std::vector<std::string>{"hls"});
    ASSERT_EQ(record.playlists.size(), 1u);
    EXPECT_TRUE(record.playlists[0].endlist);
    EXPECT_FALSE(record.playlists[0].live);
    EXPECT_EQ(record.playlists[0].segments, 4);
  });
}

TEST_F(HlsSourceVodTest, OnALiveStreamItIsAChannelThatHasEnded) {
  ASSERT_TRUE(Make(""));
  hls_.Start(nginx_.Url("/v.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  EXPECT_EQ(hls_.Sequences(), std::vector<int64_t>{3});
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) { return fact.live && fact.endlist; }));
}

TEST_F(HlsSourceVodTest, StaysWithinASmallBudget) {
  ASSERT_TRUE(Make(""));
  base::ByteBudget::Lease others =
      hls_.budget.TryTake(hls_.budget.limit_bytes() - (1 << 20) - 1000);
  hls_.spec.live = false;
  hls_.Start(nginx_.Url("/v.m3u8"));
  for (size_t i = 1; i <= 4; ++i) {
    ASSERT_TRUE(hls_.WaitForChunks(1));
    EXPECT_LE(hls_.budget.used_bytes(), hls_.budget.limit_bytes() + (1 << 20));
    hls_.sink.With([](Record& record) { record.chunks.erase(record.chunks.begin()); });
  }
  EXPECT_EQ(hls_.EndReason(), "ok");
}

TEST_F(HlsSourceVodTest, FetchesAnInitializationSectionOnce) {
  ASSERT_TRUE(Make("-hls_segment_type fmp4 -hls_segment_filename " + File("s%d.m4s")));
  ReadAll(nginx_.Url("/v.m3u8"));
  const std::string init = ReadFile(File("init.mp4"));
  ASSERT_FALSE(init.empty());
  hls_.sink.With([&](Record& record) {
    ASSERT_EQ(record.chunks.size(), 4u);
    ASSERT_NE(record.chunks[0].init, nullptr);
    EXPECT_EQ(std::string(record.chunks[0].init->begin(), record.chunks[0].init->end()), init);
    for (const Chunk& chunk : record.chunks) EXPECT_EQ(chunk.init, record.chunks[0].init);
  });
}

TEST_F(HlsSourceVodTest, CutsByteRangesOutOfOneFile) {
  for (const char* const type : {"", "-hls_segment_type fmp4"}) {
    const std::string file = File(*type == '\0' ? "v.ts" : "v.m4s");
    ASSERT_TRUE(Make(std::string("-hls_flags single_file ") + type));
    ReadAll(nginx_.Url("/v.m3u8"));
    const std::string whole = ReadFile(file);
    std::string got = hls_.sink.Bytes();
    hls_.sink.With([&](Record& record) {
      ASSERT_EQ(record.chunks.size(), 4u);
      const auto& init = record.chunks[0].init;
      if (init != nullptr) got.insert(0, std::string(init->begin(), init->end()));
      record = {};
    });
    ASSERT_FALSE(whole.empty());
    EXPECT_TRUE(got == whole) << got.size() << " of " << whole.size();
    hls_.Stop();
  }
}

TEST_F(HlsSourceVodTest, DecryptsAes128) {
  const std::string key = "0123456789abcdef";
  std::ofstream(File("key")) << key;
  std::ofstream(File("info")) << "/key\n" << File("key") << "\n00112233445566778899aabbccddeeff\n";
  ASSERT_TRUE(
      Make("-hls_key_info_file " + File("info") + " -hls_segment_filename " + File("s%d.ts")));
  ReadAll(nginx_.Url("/v.m3u8"));
  std::string whole;
  for (int i = 0; i < 4; ++i) {
    const std::string segment = File("s" + std::to_string(i) + ".ts");
    ASSERT_EQ(support::RunProgram({"openssl", "enc", "-d", "-aes-128-cbc", "-K",
                                   "30313233343536373839616263646566", "-iv",
                                   "00112233445566778899aabbccddeeff", "-in", segment, "-out",
                                   segment + ".clear"}),
              0);
    whole += ReadFile(segment + ".clear");
  }
  EXPECT_TRUE(hls_.sink.Bytes() == whole);
  ASSERT_FALSE(whole.empty());
  EXPECT_EQ(whole[0], '\x47');
}

TEST_F(HlsSourceVodTest, ReadsLocalFilesAsWell) {
  ASSERT_TRUE(Make("-hls_segment_filename " + File("s%d.ts")));
  ReadAll("file://" + File("v.m3u8"));
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace vedette::source
