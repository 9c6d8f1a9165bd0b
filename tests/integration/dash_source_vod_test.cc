#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/nginx_server.h"
#include "tests/support/source_runner.h"
#include "tests/support/test_media.h"

namespace vedette::source {
namespace {

using support::NginxServer;
using Record = support::RecordingSink::Record;

// What FFmpeg makes of 4 s of picture and sound, served by nginx.
class DashSourceVodTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(nginx_.running()) << nginx_.Log(); }

  std::string File(const std::string& name) const { return nginx_.root() + "/" + name; }

  bool Make(const std::string& options) {
    std::vector<std::string> arguments = {"ffmpeg", "-v", "error"};
    std::istringstream words(
        "-f lavfi -i testsrc2=size=160x90:rate=25:duration=4 -f lavfi -i sine=f=440:r=48000:d=4 "
        "-c:v libx264 -preset ultrafast -g 25 -keyint_min 25 -sc_threshold 0 -c:a aac "
        "-f dash -seg_duration 1 " +
        options);
    for (std::string word; words >> word;) arguments.push_back(word);
    arguments.push_back(File("v.mpd"));
    return support::RunProgram(arguments) == 0;
  }

  NginxServer nginx_{"", NginxServer::Mode::kPlain};
};

TEST_F(DashSourceVodTest, ReadsAllOfItInOrderAndEnds) {
  for (const char* const options :
       {"-use_timeline 1", "-use_timeline 0", "-single_file 1", "-use_template 0"}) {
    SCOPED_TRACE(options);
    ASSERT_TRUE(Make(options));
    for (const std::string& url : {nginx_.Url("/v.mpd"), "file://" + File("v.mpd")}) {
      support::DashSourceRunner dash;
      dash.spec.live = false;
      dash.Start(url);
      ASSERT_EQ(dash.EndReason(), "ok");
      EXPECT_EQ(dash.Sequences(0), (std::vector<int64_t>{1, 2, 3, 4}));
      EXPECT_GE(dash.Sequences(1).size(), 4u);
      dash.sink.With([](Record& record) {
        ASSERT_EQ(record.playlists.size(), 1u);
        EXPECT_FALSE(record.playlists[0].live);
        for (const auto& fact : record.segments) {
          EXPECT_EQ(fact.problem, checks::SegmentFact::Problem::kNone) << fact.detail;
        }
        for (const Chunk& chunk : record.chunks) {
          ASSERT_NE(chunk.init, nullptr);
          EXPECT_EQ(std::string(chunk.init->begin() + 4, chunk.init->begin() + 8), "ftyp");
          EXPECT_EQ(chunk.program_date_time, base::WallTime{});
        }
      });
    }
  }
}

TEST_F(DashSourceVodTest, HandsOnTheBytesOfTheSegments) {
  ASSERT_TRUE(Make("-use_timeline 1"));
  support::DashSourceRunner dash;
  dash.spec.live = false;
  dash.Start(nginx_.Url("/v.mpd"));
  ASSERT_EQ(dash.EndReason(), "ok");
  dash.sink.With([&](Record& record) {
    for (const Chunk& chunk : record.chunks) {
      const std::string stream = std::to_string(chunk.lane);
      EXPECT_EQ(chunk.data, support::ReadBytes(File("chunk-stream" + stream + "-0000" +
                                                    std::to_string(chunk.sequence) + ".m4s")));
      EXPECT_EQ(*chunk.init, support::ReadBytes(File("init-stream" + stream + ".m4s")));
    }
  });
}

TEST_F(DashSourceVodTest, OnALiveStreamTheNewestSegmentAndThenItIsStale) {
  ASSERT_TRUE(Make(""));
  support::DashSourceRunner dash;
  dash.Start(nginx_.Url("/v.mpd"));
  ASSERT_TRUE(dash.WaitForChunks(2));
  EXPECT_EQ(dash.Sequences(0), std::vector<int64_t>{4});
  ASSERT_TRUE(dash.WaitForPlaylist([](const auto& fact) { return fact.live && fact.changed; }));
}

}  // namespace
}  // namespace vedette::source
