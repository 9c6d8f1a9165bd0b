// Every protocol but HLS with its real sender, which dies, stalls, comes back as another or lies.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "engine/media/library_scope.h"
#include "engine/monitor/engine.h"
#include "engine/net/curl_scope.h"
#include "tests/support/bad_http_server.h"
#include "tests/support/engine_recorder.h"
#include "tests/support/eventually.h"
#include "tests/support/raw_tcp_server.h"
#include "tests/support/stream_senders.h"
#include "tests/support/test_media.h"

namespace vedette {
namespace {

using base::seconds;
using monitor::Phase;
using support::BadHttpServer;
using Record = support::EngineRecorder::Record;

// Another picture size than that of the usual media.
std::string OtherMedia(const std::string& suffix) {
  return support::MadeMedia(
      "-f lavfi -i testsrc2=size=480x270:rate=25:duration=10 -f lavfi -i "
      "sine=frequency=440:sample_rate=48000:duration=10 -ac 2 -c:v libx264 -preset ultrafast "
      "-g 25 -pix_fmt yuv420p -c:a aac",
      suffix);
}

int Entries(const char* directory) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
  return count;
}

class EngineProtocolsTest : public testing::Test {
 protected:
  // A channel with its sender, and how that is started.
  struct Channel {
    std::string url;
    std::function<std::unique_ptr<support::ChildProcess>(bool other)> start;
    std::unique_ptr<support::ChildProcess> sender = nullptr;
  };

  void SetUp() override {
    monitor::EngineOptions options;
    options.max_concurrent = 50;
    options.connect_timeout = seconds(7);
    options.first_back_off = base::milliseconds(100);
    auto engine = monitor::Engine::Create(options, recorder_, clock_);
    ASSERT_TRUE(engine.ok());
    engine_ = std::move(*engine);
  }
  void TearDown() override {
    const base::SteadyTime start = std::chrono::steady_clock::now();
    engine_->Stop();
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(5));
  }

  void MakeChannels() {
    ASSERT_TRUE(rtmp_.running());
    const auto ts = [](const std::string& format, const std::string& url,
                       const std::string& sent_to, std::vector<std::string> more = {}) {
      return Channel{url, [=](bool other) {
                       return support::SendInLoop(
                           other ? OtherMedia(".ts") : support::UsualMedia(".ts", 10), format,
                           sent_to, more);
                     }};
    };
    const auto local = [](const std::string& scheme, int port, const std::string& rest = "") {
      return scheme + "://127.0.0.1:" + std::to_string(port) + rest;
    };
    const std::string srt = local("srt", support::FreeUdpPort());
    const std::string http = local("http", BadHttpServer::RefusedPort(), "/a.ts");
    const std::string udp = local("udp", support::FreeUdpPort());
    const std::string rtp = local("rtp", support::FreeUdpPort());
    channels_["srt"] = ts("mpegts", srt, srt + "?mode=listener");
    channels_["http"] = ts("mpegts", http, http, {"-listen", "1"});
    channels_["udp"] = ts("mpegts", udp, udp + "?pkt_size=1316");
    channels_["rtp"] = ts("rtp_mpegts", rtp, rtp);
    channels_["rtmp"] = Channel{rtmp_.Url(), [this](bool other) {
                                  return support::SendInLoop(
                                      other ? OtherMedia(".flv") : support::UsualMedia(".flv", 10),
                                      "flv", rtmp_.Url());
                                }};
    const int port = BadHttpServer::RefusedPort();
    channels_["rtsp"] =
        Channel{local("rtsp", port, "/ch"), [port](bool other) {
                  return support::RtspServer::Serve(
                      other ? OtherMedia(".mp4") : support::UsualMedia(".mp4", 60), port);
                }};
  }

  void StartSenders(bool other = false) {
    for (auto& [id, channel] : channels_) channel.sender = channel.start(other);
  }
  void AddAll() {
    for (const auto& [id, channel] : channels_) {
      monitor::StreamConfig config;
      config.id = id;
      config.url = channel.url;
      ASSERT_TRUE(engine_->Add(std::move(config)).ok());
    }
  }
  // All run, and nothing says that they are away.
  bool WaitUntilUp(base::milliseconds limit = seconds(30)) {
    return recorder_.WaitFor(
        [&](const Record& record) {
          for (const auto& [id, channel] : channels_) {
            const auto& status = record.status.find(id);
            if (status == record.status.end() || status->second->phase != Phase::kRunning ||
                status->second->verdict.health == checks::Health::kDown) {
              return false;
            }
          }
          return true;
        },
        limit);
  }
  std::string Describe() {
    std::string text;
    for (const auto& status : engine_->List()) {
      text += status->id + ": phase " + std::to_string(static_cast<int>(status->phase)) + ", " +
              status->last_error + "\n";
    }
    return text;
  }
  // Of one stream, since `from` in the record's list.
  static bool Raised(const Record& record, const std::string& id, std::set<std::string> checks,
                     size_t from) {
    for (size_t i = from; i < record.alarms.size(); ++i) {
      const auto& [stream, alarm] = record.alarms[i];
      if (stream == id && checks.count(alarm.check) > 0 &&
          alarm.state == checks::AlarmState::kRaised) {
        return true;
      }
    }
    return false;
  }

  const media::LibraryScope libraries_;
  const net::CurlScope curl_;
  const base::SystemClock clock_{};
  support::EngineRecorder recorder_;
  std::unique_ptr<monitor::Engine> engine_;
  const support::RtmpServer rtmp_;
  std::map<std::string, Channel> channels_;
};

TEST_F(EngineProtocolsTest, SendersThatDieAndComeBackLeaveNothingBehind) {
  MakeChannels();
  StartSenders();
  AddAll();
  ASSERT_TRUE(WaitUntilUp()) << Describe();
  const int threads = Entries("/proc/self/task");
  const int descriptors = Entries("/proc/self/fd");
  for (int round = 0; round < 2; ++round) {
    size_t alarms = 0;
    recorder_.With([&](const Record& record) { alarms = record.alarms.size(); });
    for (auto& [id, channel] : channels_) channel.sender->Signal(SIGKILL);
    for (auto& [id, channel] : channels_) channel.sender.reset();
    // `down` after 5 s on sockets, whatever else is said.
    EXPECT_TRUE(recorder_.WaitFor(
        [&](const Record& record) {
          for (const auto& [id, channel] : channels_) {
            if (!Raised(record, id, {"down", "no_data", "connect_error"}, alarms)) return false;
          }
          return true;
        },
        seconds(12)))
        << Describe();
    StartSenders(round == 1);
    ASSERT_TRUE(WaitUntilUp()) << Describe();
  }
  // The last time they came back with another picture.
  EXPECT_TRUE(recorder_.WaitFor([&](const Record& record) {
    std::set<std::string> changed;
    for (const auto& [id, event] : record.events) {
      if (event.check == "format_change") changed.insert(id);
    }
    return changed.size() == channels_.size();
  })) << Describe();
  // libsrt tears closed sockets down after some seconds.
  support::Eventually(
      [&] {
        return Entries("/proc/self/task") <= threads && Entries("/proc/self/fd") <= descriptors;
      },
      seconds(15));
  EXPECT_LE(Entries("/proc/self/task"), threads);
  EXPECT_LE(Entries("/proc/self/fd"), descriptors);
}

TEST_F(EngineProtocolsTest, SendersThatStallAreNamedInTimeAndRecover) {
  MakeChannels();
  StartSenders();
  AddAll();
  ASSERT_TRUE(WaitUntilUp()) << Describe();
  for (auto& [id, channel] : channels_) channel.sender->Signal(SIGSTOP);
  const base::SteadyTime start = std::chrono::steady_clock::now();
  std::map<std::string, double> after;
  EXPECT_TRUE(recorder_.WaitFor(
      [&](const Record& record) {
        for (const auto& [id, channel] : channels_) {
          if (after.count(id) == 0 && record.Raised(id, "no_data")) {
            const auto span = std::chrono::steady_clock::now() - start;
            after[id] = std::chrono::duration<double>(span).count();
          }
        }
        // Over SRT the connection is lost first: its peer answers no more.
        return after.size() + (after.count("srt") == 0 ? 1 : 0) == channels_.size();
      },
      seconds(20)))
      << Describe();
  for (const auto& [id, took] : after) {
    const bool datagrams = id == "udp" || id == "rtp" || id == "srt";
    EXPECT_GT(took, datagrams ? 2.5 : 9) << id;
    EXPECT_LT(took, datagrams ? 8 : 15) << id;
  }
  for (auto& [id, channel] : channels_) channel.sender->Signal(SIGCONT);
  // Some senders give up when their receiver went away meanwhile.
  for (const char* const id : {"srt", "http"}) {
    if (channels_[id].sender->Wait(seconds(1)) != -1) {
      channels_[id].sender = channels_[id].start(false);
    }
  }
  EXPECT_TRUE(WaitUntilUp()) << Describe();
}

TEST_F(EngineProtocolsTest, GarbageIsAConnectError) {
  const support::RawTcpServer garbage(std::string(200000, '\x5a'),
                                      support::RawTcpServer::Then::kHangUp);
  const std::string address = "://127.0.0.1:" + std::to_string(garbage.port()) + "/a/b";
  for (const char* const scheme : {"rtmp", "rtsp", "http"})
    channels_[scheme].url = scheme + address;
  AddAll();
  for (const auto& [id, channel] : channels_) {
    EXPECT_TRUE(recorder_.WaitFor([&, id = id](const Record& record) {
      return record.Raised(id, "connect_error");
    })) << Describe();
    EXPECT_NE(engine_->Get(id)->last_error.find(": "), std::string::npos);
  }
}

}  // namespace
}  // namespace vedette
