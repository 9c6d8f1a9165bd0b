#include "engine/media/log_bridge.h"

#include <gmock/gmock.h>

#include <string>
#include <tuple>
#include <vector>

#include "engine/media/av_handles.h"
#include "engine/media/library_scope.h"
#include "engine/media/log_bridge_impl.h"

namespace vedette::media {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Line = std::tuple<std::string, LogLevel, std::string>;

class LogBridgeTest : public testing::Test {
 protected:
  LogBridgeTest() {
    LogBridge::SetSink([this](std::string_view stream, LogLevel level, std::string_view line) {
      lines_.emplace_back(stream, level, line);
    });
  }
  ~LogBridgeTest() override {
    LogBridge::SetSink(nullptr);
    LogBridge::SetLevel(LogLevel::kWarning);
  }

  const LibraryScope library_;
  std::vector<Line> lines_;
};

TEST_F(LogBridgeTest, SaysForWhomAndWhichPart) {
  const CodecContextPtr context(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264)));
  {
    const LogScope scope("bridge-1");
    av_log(context.get(), AV_LOG_ERROR, "no %s\n", "picture");
    av_log(nullptr, AV_LOG_WARNING, "odd\n");
    EXPECT_EQ(scope.last_error(), "h264: no picture");
  }
  av_log(nullptr, AV_LOG_ERROR, "nobody's\n");
  EXPECT_THAT(lines_, ElementsAre(Line("bridge-1", LogLevel::kError, "h264: no picture"),
                                  Line("bridge-1", LogLevel::kWarning, "odd"),
                                  Line("", LogLevel::kError, "nobody's")));
}

TEST_F(LogBridgeTest, JoinsPartsOfALineAndCutsLines) {
  const LogScope scope("bridge-2");
  av_log(nullptr, AV_LOG_WARNING, "one ");
  EXPECT_THAT(lines_, IsEmpty());
  av_log(nullptr, AV_LOG_ERROR, "two\nthree\n");
  EXPECT_THAT(lines_, ElementsAre(Line("bridge-2", LogLevel::kError, "one two"),
                                  Line("bridge-2", LogLevel::kError, "three")));
}

TEST_F(LogBridgeTest, LeavesOutWhatIsAboveTheLevel) {
  const LogScope scope("bridge-3");
  av_log(nullptr, AV_LOG_INFO, "chatter\n");
  EXPECT_THAT(lines_, IsEmpty());
  LogBridge::SetLevel(LogLevel::kInfo);
  av_log(nullptr, AV_LOG_INFO, "wanted\n");
  EXPECT_THAT(lines_, ElementsAre(Line("bridge-3", LogLevel::kInfo, "wanted")));
  LogBridge::SetLevel(LogLevel::kError);
  av_log(nullptr, AV_LOG_WARNING, "remembered\n");
  EXPECT_THAT(lines_, SizeIs(1));
  EXPECT_EQ(scope.last_error(), "remembered");
}

TEST_F(LogBridgeTest, ScopesNest) {
  const LogScope outer("bridge-4");
  {
    const LogScope inner("bridge-5");
    av_log(nullptr, AV_LOG_ERROR, "inside\n");
    const LogScope same;
    av_log(nullptr, AV_LOG_ERROR, "deeper\n");
    EXPECT_EQ(same.last_error(), "deeper");
    EXPECT_EQ(inner.last_error(), "deeper");
  }
  EXPECT_EQ(outer.last_error(), "deeper");
  av_log(nullptr, AV_LOG_ERROR, "outside\n");
  EXPECT_THAT(lines_, ElementsAre(Line("bridge-5", LogLevel::kError, "inside"),
                                  Line("bridge-5", LogLevel::kError, "deeper"),
                                  Line("bridge-4", LogLevel::kError, "outside")));
}

TEST_F(LogBridgeTest, KeepsToItsRatePerStream) {
  {
    const LogScope scope("bridge-6");
    for (int i = 0; i < 100; ++i) av_log(nullptr, AV_LOG_ERROR, "flood %d\n", i);
    EXPECT_EQ(scope.last_error(), "flood 99") << "what is left out is remembered all the same";
  }
  // A second may turn over while the lines are written.
  EXPECT_GE(lines_.size(), 20U);
  EXPECT_LE(lines_.size(), 40U);
  const size_t flood = lines_.size();
  const LogScope other("bridge-7");
  av_log(nullptr, AV_LOG_ERROR, "calm\n");
  EXPECT_EQ(lines_.size(), flood + 1);
}

TEST_F(LogBridgeTest, RemembersTheLatestThatWasSaid) {
  const LogScope scope("bridge-9");
  av_log(nullptr, AV_LOG_WARNING, "first\n");
  av_log(nullptr, AV_LOG_ERROR, "second\n");
  EXPECT_EQ(scope.said(), "first; second");
  EXPECT_EQ(scope.last_error(), "second");
  EXPECT_TRUE(scope.error_seen());
  for (int i = 0; i < 100; ++i) av_log(nullptr, AV_LOG_ERROR, "line %d\n", i);
  EXPECT_LE(scope.said().size(), 500U);
  EXPECT_THAT(scope.said(),
              testing::AllOf(testing::StartsWith("line "), testing::EndsWith("; line 99")));
  const std::string long_line(1500, 'x');
  av_log(nullptr, AV_LOG_ERROR, "%s\n", long_line.c_str());
  EXPECT_THAT(scope.said(), testing::EndsWith("; line 99; " + std::string(200, 'x')));
  EXPECT_LE(scope.last_error().size(), 512U);
}

TEST_F(LogBridgeTest, StripsCredentials) {
  const LogScope scope("bridge-8");
  av_log(nullptr, AV_LOG_ERROR, "can't open 'rtsp://ann:secret@127.0.0.1:554/a?token=t0p': no\n");
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_EQ(std::get<2>(lines_[0]), "can't open 'rtsp://***@127.0.0.1:554/a?token=***': no");
}

TEST(RedactUrlsInTest, LeavesOtherTextAlone) {
  EXPECT_EQ(RedactUrlsIn("nothing here"), "nothing here");
  EXPECT_EQ(RedactUrlsIn("from http://a/b to srt://c:1?passphrase=x!"),
            "from http://a/b to srt://c:1?passphrase=***");
}

}  // namespace
}  // namespace vedette::media
