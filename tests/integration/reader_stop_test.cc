// Sources of blocking libraries: what they may connect to, and how they are left behind.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <netdb.h>

#include <atomic>
#include <cstring>
#include <future>
#include <string>

#include "engine/media/library_scope.h"
#include "engine/source/av_source.h"
#include "engine/source/srt_source.h"
#include "tests/support/raw_tcp_server.h"
#include "tests/support/recording_sink.h"

namespace vedette::source {
namespace {

// A name server that does not answer while a test wants so.
struct SilentNameServer {
  std::promise<void> asked;
  std::promise<void> answers;
};
std::atomic<SilentNameServer*> silent{nullptr};

constexpr const char* kNeverFound = "hangs.invalid";

}  // namespace
}  // namespace vedette::source

// In place of the system's, for libavformat too.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  using vedette::source::silent;
  const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (node != nullptr && std::strcmp(node, vedette::source::kNeverFound) == 0) {
    vedette::source::SilentNameServer* const server = silent.exchange(nullptr);
    if (server != nullptr) {
      server->asked.set_value();
      server->answers.get_future().wait();
    }
    return EAI_AGAIN;
  }
  return real(node, service, hints, result);
}

namespace vedette::source {
namespace {

using base::seconds;
using support::RawTcpServer;
using support::RecordingSink;
using Record = RecordingSink::Record;

class ReaderStopTest : public testing::Test {
 protected:
  ~ReaderStopTest() override { silent = nullptr; }

  ReaderParts Parts(bool deny) { return {budget_, clock_, seconds(2), deny, &left_}; }
  static SourceSpec Spec(const std::string& url) {
    SourceSpec spec;
    spec.url = url;
    return spec;
  }

  const media::LibraryScope library_;
  const base::SystemClock clock_{};
  base::ByteBudget budget_{64 << 20};
  LeftThreads left_;
};

TEST_F(ReaderStopTest, ANameServerThatHangsHoldsNobodyUp) {
  SilentNameServer server;
  silent = &server;
  RecordingSink sink;
  {
    AvSource source(Spec(std::string("rtmp://") + kNeverFound + "/live/a"), sink, Parts(false));
    source.Start();
    ASSERT_EQ(server.asked.get_future().wait_for(seconds(5)), std::future_status::ready);
    const base::SteadyTime start = std::chrono::steady_clock::now();
    source.Stop();
    EXPECT_LE(std::chrono::steady_clock::now() - start, base::milliseconds(300));
  }
  EXPECT_EQ(left_.Reap(), 1U);
  server.answers.set_value();
  left_.JoinAll();
  EXPECT_EQ(left_.Reap(), 0U);
  sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(ReaderStopTest, ManyStopAtOnceAndAreGoneSoon) {
  const RawTcpServer server("", RawTcpServer::Then::kStaySilent);
  const std::string url = "rtmp://127.0.0.1:" + std::to_string(server.port()) + "/a/b";
  RecordingSink sink;
  std::vector<std::unique_ptr<AvSource>> sources;
  for (int i = 0; i < 50; ++i) {
    sources.push_back(std::make_unique<AvSource>(Spec(url), sink, Parts(false)));
    sources.back()->Start();
  }
  const base::SteadyTime start = std::chrono::steady_clock::now();
  sources.clear();
  EXPECT_LE(std::chrono::steady_clock::now() - start, base::milliseconds(500));
  const base::Deadline deadline = base::Deadline::After(seconds(5));
  while (left_.Reap() > 0 && !deadline.Passed()) sched_yield();
  EXPECT_EQ(left_.Reap(), 0U);
  sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(ReaderStopTest, PrivateAddressesCanBeDenied) {
  const RawTcpServer server("", RawTcpServer::Then::kHangUp);
  const std::string port = std::to_string(server.port());
  for (const std::string& url :
       {"rtmp://127.0.0.1:" + port + "/a/b", "rtsp://u:p@localhost:" + port, "rtsp://[::1]:" + port,
        std::string("rtmp://10.1.2.3/a/b")}) {
    RecordingSink sink;
    AvSource source(Spec(url), sink, Parts(true));
    source.Start();
    ASSERT_TRUE(sink.WaitForEnd());
    sink.With([&](Record& record) { EXPECT_EQ(record.ends[0].reason(), "unsupported") << url; });
  }
  RecordingSink sink;
  SrtSource source(Spec("srt://192.168.0.1:9000"), sink, Parts(true));
  source.Start();
  ASSERT_TRUE(sink.WaitForEnd());
  sink.With([](Record& record) { EXPECT_EQ(record.ends[0].reason(), "unsupported"); });
  EXPECT_EQ(server.clients(), 0);
}

TEST_F(ReaderStopTest, ANameThatIsNotFoundIsNoPublicOne) {
  RecordingSink sink;
  AvSource source(Spec(std::string("rtmp://") + kNeverFound + "/a/b"), sink, Parts(true));
  source.Start();
  ASSERT_TRUE(sink.WaitForEnd());
  sink.With([](Record& record) { EXPECT_EQ(record.ends[0].reason(), "dns"); });
}

}  // namespace
}  // namespace vedette::source
