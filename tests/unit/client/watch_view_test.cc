#include "client/cli/watch_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "client/text/format.h"

namespace vedette::cli {
namespace {

v1::Stream Make(const std::string& id, v1::Health health, int score) {
  v1::Stream stream;
  stream.set_id(id);
  stream.mutable_status()->set_health(health);
  stream.mutable_status()->set_score(score);
  stream.mutable_status()->set_phase(v1::PHASE_RUNNING);
  return stream;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class WatchViewTest : public testing::Test {
 protected:
  Shell shell_;
  WatchView view_{shell_, "127.0.0.1:50051"};
  std::map<std::string, v1::Stream> streams_ = {
      {"a", Make("a", v1::HEALTH_OK, 100)},
      {"b", Make("b", v1::HEALTH_DOWN, 0)},
      {"c", Make("c", v1::HEALTH_DEGRADED, 60)},
      {"d", Make("d", v1::HEALTH_UNKNOWN, 100)},
  };
};

TEST_F(WatchViewTest, TheWorstComesFirst) {
  view_.AddNews("12:00:00 b: down raised");
  const auto lines = Lines(view_.Draw(streams_, "", 1767225600, 30, 100));
  ASSERT_EQ(lines.size(), 9U);
  EXPECT_EQ(lines[0],
            "vedette  127.0.0.1:50051  4 streams: 1 ok 1 degraded 1 down 1 unknown  00:00:00 UTC");
  EXPECT_EQ(lines[2].substr(0, 6), "STREAM");
  EXPECT_EQ(lines[3].substr(0, 12), "b       down");
  EXPECT_EQ(lines[4].substr(0, 1), "c");
  EXPECT_EQ(lines[5].substr(0, 1), "d");
  EXPECT_EQ(lines[6].substr(0, 1), "a");
  EXPECT_EQ(lines[8], "12:00:00 b: down raised");
}

TEST_F(WatchViewTest, FitsTheTerminal) {
  for (int i = 0; i < 500; ++i) {
    const std::string id = "stream-" + std::to_string(i);
    streams_[id] = Make(id, v1::HEALTH_BAD, 10);
    view_.AddNews("12:00:00 " + id + ": something with a long explanation that goes on and on");
  }
  for (const size_t rows : {12U, 24U, 60U}) {
    const auto lines = Lines(view_.Draw(streams_, "the daemon is gone", 1767225600, rows, 40));
    EXPECT_LE(lines.size(), rows);
    EXPECT_GT(lines.size(), rows / 2);
    for (const auto& line : lines) EXPECT_LE(text::Width(line), 40U) << line;
    EXPECT_EQ(lines[1], "trying again: the daemon is gone");
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.rfind("and ", 0) == 0 && line.find(" more") != std::string::npos;
    }));
  }
}

TEST_F(WatchViewTest, NothingOfOthersIsRaw) {
  streams_["a"].mutable_status()->set_phase(v1::PHASE_BACKING_OFF);
  streams_["a"].mutable_status()->set_last_error("\x1b[2J");
  const std::string drawn = view_.Draw(streams_, "\x1b]0;x\x07", 1767225600, 30, 100);
  EXPECT_EQ(drawn.find('\x1b'), std::string::npos);
  EXPECT_NE(drawn.find("?[2J"), std::string::npos);
}

}  // namespace
}  // namespace vedette::cli
