#include "engine/source/ts_source.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "engine/net/udp_socket.h"
#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/http_client_runner.h"
#include "tests/support/recording_sink.h"
#include "tests/support/ts_bytes.h"
#include "tests/support/udp_sender.h"

namespace vedette::source {
namespace {

using base::milliseconds;
using support::BadHttpServer;
using support::RecordingSink;
using support::TsPackets;
using support::UdpSender;
using Record = RecordingSink::Record;

class TsSourceTest : public ::testing::Test {
 protected:
  TsSource& Make(const std::string& url) {
    SourceSpec spec;
    spec.id = "s";
    spec.url = url;
    source_ =
        std::make_unique<TsSource>(spec, sink_, runner_.loop(), runner_.client(), budget_, clock_);
    return *source_;
  }

  void Start(const std::string& url) { Make(url).Start(); }

  // A UDP port that was free a moment ago, with the source listening on it.
  int StartUdp(const std::string& scheme, const std::string& query = "") {
    const int port = FreeUdpPort();
    Start(scheme + "://127.0.0.1:" + std::to_string(port) + query);
    runner_.loop().RunAndWait([] {});  // it has opened
    return port;
  }

  int FreeUdpPort() {
    int port = 0;
    runner_.loop().RunAndWait([&] {
      auto socket = net::UdpSocket::Open(runner_.loop(), {.address = "127.0.0.1"},
                                         [](const net::UdpBatch&) {});
      port = (*socket)->port();
    });
    return port;
  }

  std::string EndReason() {
    if (!sink_.WaitForEnd()) return "never ended";
    std::string reason;
    sink_.With([&](Record& record) {
      reason = record.ends.at(0).ok() ? "ok" : record.ends.at(0).reason();
    });
    return reason;
  }

  base::SystemClock clock_;
  base::ByteBudget budget_{64 << 20};
  RecordingSink sink_;
  BadHttpServer server_;
  support::HttpClientRunner runner_;
  std::unique_ptr<TsSource> source_;
};

TEST_F(TsSourceTest, HandsOnUdpDatagramsInBatches) {
  UdpSender sender("127.0.0.1", StartUdp("udp"));
  const std::string sent = TsPackets(7 * 100);
  for (size_t i = 0; i < sent.size(); i += 1316) ASSERT_TRUE(sender.Send(sent.substr(i, 1316)));
  ASSERT_TRUE(
      sink_.WaitFor([&](const Record& r) { return r.bytes == static_cast<int64_t>(sent.size()); }));
  EXPECT_EQ(sink_.Bytes(), sent);
  sink_.With([&](Record& record) {
    EXPECT_EQ(record.opened, std::vector<std::string>{"mpegts"});
    EXPECT_LT(record.chunks.size(), 20u);
    bool first = true;
    for (const Chunk& chunk : record.chunks) {
      EXPECT_EQ(chunk.kind, Chunk::Kind::kTsBytes);
      EXPECT_EQ(chunk.contiguous, !std::exchange(first, false));
      EXPECT_GE(chunk.lease.bytes(), static_cast<int64_t>(chunk.data.size()));
      EXPECT_NE(chunk.arrival, base::SteadyTime{});
      EXPECT_NE(chunk.wall_arrival, base::WallTime{});
    }
    EXPECT_TRUE(record.ends.empty());
    EXPECT_GT(budget_.used_bytes(), 0);
    record.chunks.clear();
  });
  source_.reset();
  EXPECT_EQ(budget_.used_bytes(), 0);
}

TEST_F(TsSourceTest, TakesRtpOffAndCountsWhatIsMissing) {
  UdpSender sender("127.0.0.1", StartUdp("rtp"));
  const std::string payload = TsPackets(7);
  for (const uint16_t sequence : {65533, 65534, 65535, 0, 1, 4, 5}) {
    ASSERT_TRUE(sender.Send(support::RtpPacket(sequence, payload)));
  }
  ASSERT_TRUE(sink_.WaitFor([](const Record& r) { return r.bytes == 7 * 1316; }));
  EXPECT_EQ(sink_.Bytes().substr(0, 1316), payload);
  EXPECT_EQ(source_->losses().rtp, 2u);
}

TEST_F(TsSourceTest, DropsAndCountsDatagramsWithoutBudget) {
  base::ByteBudget::Lease all = budget_.TryTake(budget_.limit_bytes());
  const int port = StartUdp("udp");
  UdpSender sender("127.0.0.1", port);
  const std::string datagram = TsPackets(7);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(sender.Send(datagram));
  const base::Deadline deadline = base::Deadline::After(base::seconds(5));
  while (source_->losses().budget < 5 && !deadline.Passed()) std::this_thread::yield();
  EXPECT_EQ(source_->losses().budget, 5u);
  all = {};
  ASSERT_TRUE(sender.Send(datagram));
  ASSERT_TRUE(sink_.WaitFor([](const Record& r) { return r.bytes == 1316; }));
  EXPECT_EQ(budget_.left_out(), 1) << "one gap";
}

TEST_F(TsSourceTest, MarksTheChunkAfterALossOfOurOwn) {
  UdpSender sender("127.0.0.1", StartUdp("udp"));
  const std::string datagram = TsPackets(7);
  const auto send_and_wait = [&](int64_t bytes) {
    ASSERT_TRUE(sender.Send(datagram));
    ASSERT_TRUE(sink_.WaitFor([=](const Record& r) { return r.bytes == bytes; }));
  };
  send_and_wait(1316);
  send_and_wait(2 * 1316);
  base::ByteBudget::Lease all = budget_.TryTake(1);
  all.Arrived(budget_.limit_bytes());
  ASSERT_TRUE(sender.Send(datagram));
  const base::Deadline deadline = base::Deadline::After(base::seconds(5));
  while (source_->losses().budget < 1 && !deadline.Passed()) std::this_thread::yield();
  all = {};
  send_and_wait(3 * 1316);
  sink_.With([](Record& record) {
    ASSERT_EQ(record.chunks.size(), 3u);
    EXPECT_FALSE(record.chunks[0].contiguous);
    EXPECT_TRUE(record.chunks[1].contiguous);
    EXPECT_FALSE(record.chunks[2].contiguous);
  });
}

TEST_F(TsSourceTest, EndsOnDatagramsThatAreNoTransportStream) {
  UdpSender sender("127.0.0.1", StartUdp("udp"));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(sender.Send(std::string(1000, 'x')));
  EXPECT_EQ(EndReason(), "invalid_data");
  sink_.With([](Record& record) { EXPECT_TRUE(record.opened.empty()); });
}

TEST_F(TsSourceTest, SaysWhyAUdpAddressIsNoGood) {
  Start("udp://192.0.2.1:1234");
  EXPECT_EQ(EndReason(), "local_fault");
}

TEST_F(TsSourceTest, ReadsAnEndlessHttpBody) {
  const std::string piece = TsPackets(100);
  server_.On("/live.ts", support::Endless(piece, milliseconds(1)));
  Start(server_.Url("/live.ts"));
  ASSERT_TRUE(sink_.WaitFor([](const Record& r) { return r.bytes > 1000000; }));
  source_->Stop();
  const std::string got = sink_.Bytes();
  for (size_t i = 0; i + piece.size() <= got.size(); i += piece.size()) {
    ASSERT_EQ(got.compare(i, piece.size(), piece), 0) << i;
  }
  sink_.With([](Record& record) {
    EXPECT_EQ(record.opened, std::vector<std::string>{"mpegts"});
    EXPECT_TRUE(record.ends.empty());
    for (const Chunk& chunk : record.chunks) EXPECT_LE(chunk.data.size(), 256u << 10);
  });
}

TEST_F(TsSourceTest, LetsAnHttpServerWaitWhileThereIsNoBudget) {
  base::ByteBudget::Lease others = budget_.TryTake(budget_.limit_bytes() - (1 << 20));
  const std::string file = TsPackets(200000);  // 37 MB
  server_.On("/file.ts", support::Answer(200, {}, file));
  Start(server_.Url("/file.ts"));
  ASSERT_TRUE(sink_.WaitFor([](const Record& r) { return r.bytes > 500000; }));
  // The sink keeps its chunks, so the budget stays used up and nothing more comes.
  const base::Deadline deadline = base::Deadline::After(milliseconds(200));
  EXPECT_FALSE(deadline.Passed());
  int64_t most = 0;
  while (!deadline.Passed()) {
    sink_.With([&](Record& record) { most = std::max(most, record.bytes); });
    std::this_thread::yield();
  }
  EXPECT_LT(most, 2 << 20);
  std::string got;
  while (got.size() < file.size()) {
    ASSERT_TRUE(sink_.WaitFor([](const Record& r) { return !r.chunks.empty(); }));
    got += sink_.TakeBytes();
  }
  EXPECT_TRUE(got == file);
  EXPECT_EQ(EndReason(), "ok");
}

TEST_F(TsSourceTest, AnHttpFileEndsWell) {
  const std::string file = TsPackets(10);
  server_.On("/file.ts", support::Answer(200, {}, file));
  Start(server_.Url("/file.ts"));
  EXPECT_EQ(EndReason(), "ok");
  EXPECT_EQ(sink_.Bytes(), file);
}

TEST_F(TsSourceTest, NamesTheClassOfAnHttpFailure) {
  server_.On("/cut", support::Truncate(TsPackets(10), 1000000));
  server_.On("/closed", support::Garbage("HTTP/1.1 200 OK\r\n\r\n" + TsPackets(10)));
  server_.On("/empty", support::Answer(200, {}, ""));
  server_.On("/html", support::Answer(200, {}, "<html>please log in</html>"));
  server_.On("/long", support::Endless(std::string(5000, '-'), milliseconds(1)));
  server_.On("/busy", support::Answer(503, {}, "busy"));
  const std::pair<const char*, const char*> cases[] = {
      {"/cut", "eof"},           {"/closed", "eof"},        {"/empty", "eof"},
      {"/html", "invalid_data"}, {"/long", "invalid_data"}, {"/missing", "http_404_410"},
      {"/busy", "http_5xx"}};
  for (const auto& [path, reason] : cases) {
    Start(server_.Url(path));
    EXPECT_EQ(EndReason(), reason) << path;
    source_.reset();
    sink_.With([](Record& record) { record = {}; });
  }
  Start("http://127.0.0.1:" + std::to_string(BadHttpServer::RefusedPort()) + "/");
  EXPECT_EQ(EndReason(), "tcp_refused");
}

TEST_F(TsSourceTest, NothingComesAfterStop) {
  server_.On("/live.ts", support::Endless(TsPackets(100), milliseconds(0)));
  RecordingSink sink(false);
  SourceSpec spec;
  spec.url = server_.Url("/live.ts");
  for (int i = 0; i < 20; ++i) {
    TsSource source(spec, sink, runner_.loop(), runner_.client(), budget_, clock_);
    source.Start();
    if (i % 2 == 0) {
      sink.With([](Record& record) { record.bytes = 0; });
      ASSERT_TRUE(sink.WaitFor([](const Record& r) { return r.bytes > 0; }));
    }
    source.Stop();
    int64_t before = 0;
    sink.With([&](Record& record) { before = record.bytes; });
    runner_.loop().RunAndWait([] {});
    sink.With([&](Record& record) {
      EXPECT_EQ(record.bytes, before);
      EXPECT_TRUE(record.ends.empty());
    });
  }
  EXPECT_EQ(budget_.used_bytes(), 0);
}

}  // namespace
}  // namespace vedette::source
