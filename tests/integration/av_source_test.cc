#include "engine/source/av_source.h"

#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "engine/media/library_scope.h"
#include "tests/support/raw_tcp_server.h"
#include "tests/support/recording_sink.h"
#include "tests/support/stream_senders.h"
#include "tests/support/test_media.h"

namespace vedette::source {
namespace {

using base::milliseconds;
using base::seconds;
using support::RawTcpServer;
using support::RecordingSink;
using support::UsualMedia;
using testing::ElementsAre;
using Record = RecordingSink::Record;

class AvSourceTest : public testing::Test {
 protected:
  AvSource Make(const std::string& url, RecordingSink& sink, bool live,
                milliseconds connect = seconds(5)) {
    SourceSpec spec;
    spec.id = "test";
    spec.url = url;
    spec.live = live;
    return {spec, sink, {budget_, clock_, connect}};
  }

  const media::LibraryScope library_;
  const base::SystemClock clock_{};
  base::ByteBudget budget_{64 << 20};
};

size_t Packets(const Record& record) {
  size_t count = 0;
  for (const Chunk& chunk : record.chunks) count += chunk.packets.size();
  return count;
}

class AvSourceFileTest : public AvSourceTest, public testing::WithParamInterface<const char*> {};

TEST_P(AvSourceFileTest, GivesAllPacketsInOrder) {
  RecordingSink sink;
  AvSource source = Make(UsualMedia(GetParam()), sink, false);
  source.Start();
  ASSERT_TRUE(sink.WaitForEnd());
  sink.With([&](Record& record) {
    EXPECT_EQ(record.opened.size(), 1U);
    EXPECT_TRUE(record.ends.at(0).ok()) << record.ends[0].ToString();
    EXPECT_NEAR(static_cast<double>(Packets(record)), 288, 2);
    int64_t leased = 0;
    for (size_t i = 0; i < record.chunks.size(); ++i) {
      const Chunk& chunk = record.chunks[i];
      EXPECT_EQ(chunk.kind, Chunk::Kind::kPackets);
      EXPECT_EQ(chunk.contiguous, i > 0);
      EXPECT_EQ(chunk.tracks != nullptr, i == 0) << "on the first, and on change";
      EXPECT_FALSE(chunk.packets.empty());
      EXPECT_LE(chunk.packets.size(), 64U);
      leased += chunk.lease.bytes();
    }
    EXPECT_EQ(record.chunks.at(0).tracks->tracks.size(), 2U);
    EXPECT_EQ(leased, budget_.used_bytes());
    EXPECT_GT(leased, 10000);
    record.chunks.clear();
  });
  EXPECT_EQ(budget_.used_bytes(), 0);
}

INSTANTIATE_TEST_SUITE_P(All, AvSourceFileTest, testing::Values(".ts", ".mp4", ".flv", ".mkv"),
                         [](const auto& test) { return std::string(test.param + 1); });

TEST_F(AvSourceTest, WaitsForTheBudget) {
  base::ByteBudget small(1000);
  RecordingSink sink;
  SourceSpec spec;
  spec.url = UsualMedia(".mp4");
  spec.live = false;
  AvSource source(spec, sink, {small, clock_, seconds(5)});
  source.Start();
  // Something always fits; a second chunk does not until the first one is gone.
  ASSERT_TRUE(sink.WaitFor([](const Record& record) { return record.chunks.size() == 1; }));
  size_t packets = 0;
  while (true) {
    ASSERT_TRUE(sink.WaitFor(
        [](const Record& record) { return !record.chunks.empty() || !record.ends.empty(); }));
    std::vector<Chunk> taken;
    sink.With([&](Record& record) { taken.swap(record.chunks); });
    if (taken.empty()) break;
    EXPECT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].contiguous, packets > 0) << "a file loses nothing";
    packets += taken[0].packets.size();
  }
  EXPECT_NEAR(static_cast<double>(packets), 288, 2);
}

TEST_F(AvSourceTest, StopsWhileItWaitsForTheBudget) {
  const auto taken = budget_.TryTake(budget_.limit_bytes());
  RecordingSink sink;
  AvSource source = Make(UsualMedia(".mp4"), sink, false);
  source.Start();
  ASSERT_TRUE(sink.WaitFor([](const Record& record) { return !record.opened.empty(); }));
  source.Stop();
  sink.With([](Record& record) {
    EXPECT_TRUE(record.chunks.empty());
    EXPECT_TRUE(record.ends.empty()) << "nothing is said of a stop";
  });
}

// Each protocol with its real sender.
struct Live {
  std::string url;
  std::string container;
};

class AvSourceLiveTest : public AvSourceTest {
 protected:
  void ExpectPackets(const Live& live) {
    RecordingSink sink;
    AvSource source = Make(live.url, sink, true);
    source.Start();
    ASSERT_TRUE(sink.WaitFor(
        [](const Record& record) { return Packets(record) > 100 || !record.ends.empty(); }));
    const base::SteadyTime start = std::chrono::steady_clock::now();
    source.Stop();
    EXPECT_LE(std::chrono::steady_clock::now() - start, seconds(1));
    sink.With([&](Record& record) {
      EXPECT_THAT(record.opened, ElementsAre(live.container));
      EXPECT_TRUE(record.ends.empty()) << record.ends[0].ToString();
      for (size_t i = 0; i < record.chunks.size(); ++i) {
        const Chunk& chunk = record.chunks[i];
        EXPECT_EQ(chunk.contiguous, i > 0);
        if (i > 0) {
          EXPECT_GE(chunk.arrival, record.chunks[i - 1].arrival);
        }
      }
    });
  }
};

TEST_F(AvSourceLiveTest, Rtmp) {
  const support::RtmpServer server;
  ASSERT_TRUE(server.running());
  const auto sender = support::SendInLoop(UsualMedia(".flv"), "flv", server.Url());
  ExpectPackets({server.Url(), "flv"});
}

TEST_F(AvSourceLiveTest, Rtsp) {
  const support::RtspServer server(UsualMedia(".mp4", 10));
  ASSERT_TRUE(server.running());
  ExpectPackets({server.Url(), "rtsp"});
}

TEST_F(AvSourceLiveTest, Srt) {
  const std::string url = "srt://127.0.0.1:" + std::to_string(support::FreeUdpPort());
  const auto sender = support::SendInLoop(UsualMedia(".ts"), "mpegts", url + "?mode=listener");
  ExpectPackets({url, "mpegts"});
}

TEST_F(AvSourceLiveTest, SaysWhenThePublisherIsGone) {
  const std::string url = "srt://127.0.0.1:" + std::to_string(support::FreeUdpPort());
  auto sender = support::SendInLoop(UsualMedia(".ts"), "mpegts", url + "?mode=listener");
  RecordingSink sink;
  AvSource source = Make(url, sink, true);
  source.Start();
  ASSERT_TRUE(sink.WaitFor([](const Record& record) { return Packets(record) > 50; }));
  sender.reset();
  ASSERT_TRUE(sink.WaitForEnd());
  sink.With([](Record& record) { EXPECT_EQ(record.ends.at(0).reason(), "eof"); });
}

TEST_F(AvSourceTest, ALiveStreamThatEndsHasFailed) {
  RecordingSink sink;
  AvSource source = Make(UsualMedia(".mp4"), sink, true);
  source.Start();
  ASSERT_TRUE(sink.WaitForEnd());
  sink.With([](Record& record) {
    EXPECT_EQ(record.ends.at(0).reason(), "eof");
    EXPECT_NEAR(static_cast<double>(Packets(record)), 288, 2) << "the last ones too";
  });
}

TEST_F(AvSourceTest, SaysWhyItCouldNotOpen) {
  const RawTcpServer garbage(std::string(200000, '\x5a'), RawTcpServer::Then::kHangUp);
  RecordingSink sink;
  AvSource source = Make("tcp://127.0.0.1:" + std::to_string(garbage.port()), sink, true);
  source.Start();
  ASSERT_TRUE(sink.WaitForEnd());
  sink.With([](Record& record) {
    EXPECT_TRUE(record.opened.empty());
    EXPECT_EQ(record.ends.at(0).reason(), "invalid_data");
  });
}

TEST_F(AvSourceTest, StopsWhileASilentServerIsOpened) {
  const RawTcpServer silent("", RawTcpServer::Then::kStaySilent);
  RecordingSink sink;
  AvSource source = Make("rtmp://127.0.0.1:" + std::to_string(silent.port()) + "/a/b", sink, true);
  source.Start();
  while (silent.clients() == 0) std::this_thread::yield();
  const base::SteadyTime start = std::chrono::steady_clock::now();
  source.Stop();
  source.Stop();
  EXPECT_LE(std::chrono::steady_clock::now() - start, seconds(1));
  sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(AvSourceTest, StopBeforeStart) {
  RecordingSink sink;
  AvSource source = Make("rtmp://127.0.0.1:1/a/b", sink, true);
  source.Stop();
}

}  // namespace
}  // namespace vedette::source
