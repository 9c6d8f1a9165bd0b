#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "engine/source/ts_source.h"
#include "tests/support/http_client_runner.h"
#include "tests/support/network_namespace.h"
#include "tests/support/recording_sink.h"
#include "tests/support/stream_senders.h"
#include "tests/support/test_media.h"

namespace vedette::source {
namespace {

using support::ChildProcess;
using support::RecordingSink;
using Record = RecordingSink::Record;

constexpr const char* kGroup = "239.77.1.1";
constexpr const char* kOtherGroup = "239.77.1.2";

// Before the first test, so that its threads and senders are in the network, too.
class OwnNetwork : public ::testing::Environment {
 public:
  void SetUp() override { ASSERT_TRUE(support::EnterOwnNetwork()) << std::strerror(errno); }
};
const auto* const kOwnNetwork = ::testing::AddGlobalTestEnvironment(new OwnNetwork);

// A source, its loop and what it brought. Threads begin here, so inside the network.
struct Receiver {
  explicit Receiver(const std::string& url) {
    SourceSpec spec;
    spec.id = "s";
    spec.url = url;
    source = std::make_unique<TsSource>(spec, sink, runner.loop(), runner.client(), budget, clock);
    source->Start();
    runner.loop().RunAndWait([] {});  // it has joined, or ended
  }
  bool Receives(int64_t more) {
    int64_t bytes = 0;
    sink.With([&](Record& record) { bytes = record.bytes; });
    return sink.WaitFor([&](const Record& record) { return record.bytes >= bytes + more; });
  }

  base::SystemClock clock;
  base::ByteBudget budget{64 << 20};
  RecordingSink sink;
  support::HttpClientRunner runner;
  std::unique_ptr<TsSource> source;
};

std::string Url(const std::string& scheme, const std::string& group, int port,
                const std::string& query = "") {
  return scheme + "://" + group + ":" + std::to_string(port) + query;
}

std::unique_ptr<ChildProcess> Send(const std::string& group, int port) {
  return support::SendInLoop(support::UsualMedia(".ts"), "mpegts",
                             Url("udp", group, port, "?pkt_size=1316"));
}

// The kernel lists groups as hexadecimal numbers in the order of the bytes in memory.
bool IsJoined(const std::string& hexadecimal_group) {
  std::ifstream list("/proc/thread-self/net/igmp");
  const std::string text(std::istreambuf_iterator<char>(list), {});
  return text.find(hexadecimal_group) != std::string::npos;
}

TEST(Multicast, JoinsTheGroupAndLeavesIt) {
  const int port = support::FreeUdpPort();
  const auto sender = Send(kGroup, port);
  Receiver receiver(Url("udp", kGroup, port));
  ASSERT_TRUE(receiver.Receives(50 * 1316));
  EXPECT_EQ(receiver.sink.Bytes()[0], '\x47');
  EXPECT_TRUE(IsJoined("01014DEF"));
  receiver.source.reset();
  EXPECT_FALSE(IsJoined("01014DEF"));
}

TEST(Multicast, TwoStreamsShareAGroup) {
  const int port = support::FreeUdpPort();
  const auto sender = Send(kGroup, port);
  Receiver first(Url("udp", kGroup, port));
  Receiver second(Url("udp", kGroup, port));
  EXPECT_TRUE(first.Receives(20 * 1316));
  EXPECT_TRUE(second.Receives(20 * 1316));
  second.source.reset();
  EXPECT_TRUE(first.Receives(20 * 1316)) << "the other has left";
}

TEST(Multicast, AnotherGroupOnThePortIsNotHeard) {
  const int port = support::FreeUdpPort();
  const auto sender = Send(kGroup, port);
  Receiver other(Url("udp", kOtherGroup, port));
  Receiver right(Url("udp", kGroup, port));
  ASSERT_TRUE(right.Receives(50 * 1316));
  other.sink.With([](Record& record) { EXPECT_EQ(record.bytes, 0); });
}

TEST(Multicast, TheInterfaceIsChosenByNameOrAddress) {
  const int port = support::FreeUdpPort();
  const auto sender = Send(kGroup, port);
  for (const char* const query : {"?localaddr=127.0.0.1", "?localaddr=lo"}) {
    Receiver receiver(Url("udp", kGroup, port, query));
    EXPECT_TRUE(receiver.Receives(1316)) << query;
  }
  Receiver wrong(Url("udp", kGroup, port, "?localaddr=no-such-interface"));
  ASSERT_TRUE(wrong.sink.WaitForEnd());
  wrong.sink.With([](Record& record) { EXPECT_EQ(record.ends[0].reason(), "local_fault"); });
}

// SMPTE 2022-1 FEC goes to the ports two and four above; nothing of it may reach the stream.
TEST(Multicast, RtpWithFecBesideIt) {
  const int port = support::FreeUdpPort();
  const auto sender = support::SendInLoop(support::UsualMedia(".ts"), "rtp_mpegts",
                                          Url("rtp", kGroup, port), {"-fec", "prompeg=l=5:d=5"});
  Receiver receiver(Url("rtp", kGroup, port));
  ASSERT_TRUE(receiver.Receives(100 * 1316));
  const std::string bytes = receiver.sink.Bytes();
  for (size_t at = 0; at < bytes.size(); at += 188) ASSERT_EQ(bytes[at], '\x47') << at;
  EXPECT_EQ(receiver.source->losses().rtp, 0u);
}

TEST(Multicast, ASenderThatComesBackIsHeardAgain) {
  const int port = support::FreeUdpPort();
  auto sender = Send(kGroup, port);
  Receiver receiver(Url("udp", kGroup, port));
  ASSERT_TRUE(receiver.Receives(1316));
  sender.reset();
  sender = Send(kGroup, port);
  EXPECT_TRUE(receiver.Receives(50 * 1316));
  receiver.sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

}  // namespace
}  // namespace vedette::source
