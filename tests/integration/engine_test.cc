// Streams in an engine, against origins that live, lie, stall and die.
#include "engine/monitor/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <set>

#include "engine/base/worker_pool.h"
#include "engine/media/library_scope.h"
#include "engine/monitor/stream_analysis.h"
#include "engine/net/curl_scope.h"
#include "tests/support/child_process.h"
#include "tests/support/engine_recorder.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/live_hls_origin.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_media.h"

namespace vedette {
namespace {

using monitor::Phase;
using support::BadHttpServer;
using Record = support::EngineRecorder::Record;

// Segments of one second each, made once; after the last the first follows.
class Segments {
 public:
  static constexpr int kCount = 8;

  static std::string Body(int64_t number) {
    static const auto* const bodies = new std::vector<std::string>(Make());
    return (*bodies)[static_cast<size_t>(number % kCount)];
  }

 private:
  static std::vector<std::string> Make() {
    const support::TempDir directory;
    const std::string pattern = (directory.path() / "%d.ts").string();
    EXPECT_EQ(
        support::RunProgram({"ffmpeg", "-v", "error", "-i", support::UsualMedia(".ts", kCount),
                             "-c", "copy", "-f", "segment", "-segment_time", "1", pattern}),
        0);
    std::vector<std::string> bodies;
    for (int i = 0; i < kCount; ++i) {
      const media::Bytes bytes =
          support::ReadBytes((directory.path() / (std::to_string(i) + ".ts")).string());
      bodies.emplace_back(bytes.begin(), bytes.end());
    }
    return bodies;
  }
};

support::LiveHlsOrigin::Options LiveMedia() {
  support::LiveHlsOrigin::Options options;
  options.target = "2";
  options.body = [](int64_t sequence) { return Segments::Body(sequence); };
  options.tags = [](int64_t sequence) {
    return sequence % Segments::kCount == 0 ? "#EXT-X-DISCONTINUITY\n" : "";
  };
  return options;
}

class EngineTest : public testing::Test {
 protected:
  void Start(monitor::EngineOptions options = {}) {
    if (options.max_concurrent == 0) options.max_concurrent = 50;
    options.connect_timeout = base::seconds(2);
    auto engine = monitor::Engine::Create(options, recorder_, clock_);
    ASSERT_TRUE(engine.ok());
    engine_ = std::move(*engine);
  }
  base::Status Add(const std::string& id, const std::string& url,
                   checks::Depth depth = checks::Depth::kKeyframes) {
    monitor::StreamConfig config;
    config.id = id;
    config.url = url;
    config.depth = depth;
    return engine_->Add(std::move(config));
  }
  bool WaitForPhase(const std::string& id, Phase phase) {
    return recorder_.WaitFor([&](const Record& record) { return record.PhaseOf(id) == phase; });
  }
  bool WaitForRaised(const std::string& id, const std::string& check) {
    return recorder_.WaitFor([&](const Record& record) { return record.Raised(id, check); });
  }

  // Stream "s" is one of a file that is not there, and its alarm is raised.
  bool StartOnWhatIsMissing() {
    monitor::EngineOptions options;
    options.first_back_off = base::milliseconds(20);
    Start(options);
    return Add("s", server_.Url("/missing.m3u8")).ok() && WaitForRaised("s", "connect_error");
  }

  // Waits, while the channel publishes the next segment as soon as the last has been fetched.
  bool WaitWhileLive(support::LiveHlsOrigin& origin,
                     const std::function<bool(const Record&)>& condition) {
    return recorder_.WaitFor(
        [&](const Record& record) {
          if (origin.Asked(origin.SegmentPath(origin.newest())) > 0) origin.Publish();
          return condition(record);
        },
        base::seconds(40));
  }

  // What an alarm of stream "s" went through: "raised ok".
  static std::string StatesOf(const Record& record, const std::string& check) {
    static const char* const kNames[] = {"ok",       "pending",    "raised",
                                         "clearing", "suppressed", "unknown"};
    std::string text, last;
    for (const auto& [id, alarm] : record.alarms) {
      const std::string state = kNames[static_cast<int>(alarm.state)];
      if (id != "s" || alarm.check != check || state == last) continue;
      text += (text.empty() ? "" : " ") + state;
      last = state;
    }
    return text;
  }

  media::LibraryScope libraries_;
  net::CurlScope curl_;
  base::SystemClock clock_;
  support::EngineRecorder recorder_;
  BadHttpServer server_;
  std::unique_ptr<monitor::Engine> engine_;
};

TEST_F(EngineTest, ALiveChannelIsRunningAndKnown) {
  support::LiveHlsOrigin origin(server_, "good", LiveMedia());
  Start();
  ASSERT_TRUE(Add("good", origin.Url()).ok());
  ASSERT_TRUE(WaitForPhase("good", Phase::kRunning));
  ASSERT_TRUE(WaitWhileLive(origin, [&](const Record& record) {
    const monitor::StreamStatus& status = *record.status.at("good");
    return origin.newest() > 106 && status.tracks.size() == 2 && status.has_thumbnail &&
           status.metrics.frame_rate > 20;
  }));
  const monitor::StreamStatusPtr status = engine_->Get("good");
  EXPECT_EQ(status->container, "hls");
  EXPECT_EQ(status->verdict.health, checks::Health::kOk);
  EXPECT_EQ(status->tracks[0].info.codec, "h264");
  EXPECT_EQ(status->tracks[0].info.width, 320);
  EXPECT_EQ(status->tracks[1].info.codec, "aac");
  EXPECT_NEAR(status->metrics.gop_seconds, 1, 0.01);
  EXPECT_GT(status->metrics.open_milliseconds, 0);
  EXPECT_GE(status->metrics.first_key_frame_milliseconds,
            status->metrics.first_packet_milliseconds);
  const auto jpeg = engine_->Thumbnail("good");
  ASSERT_TRUE(jpeg.ok());
  EXPECT_EQ((*jpeg)[0], 0xff);
  EXPECT_EQ((*jpeg)[1], 0xd8);
  recorder_.With([](const Record& record) {
    for (const auto& [id, event] : record.events) {
      ADD_FAILURE() << event.check << " at " << event.start.media << ": " << event.detail;
    }
  });
  EXPECT_EQ(engine_->Stats().active, 1);
}

TEST_F(EngineTest, EncryptedSamplesAreWatchedByTheirHeaders) {
  support::LiveHlsOrigin::Options options = LiveMedia();
  options.header = "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://x\"\n";
  support::LiveHlsOrigin origin(server_, "secret", options);
  Start();
  ASSERT_TRUE(Add("secret", origin.Url()).ok());
  ASSERT_TRUE(WaitForPhase("secret", Phase::kRunning));
  ASSERT_TRUE(WaitWhileLive(origin, [&](const Record& record) {
    return origin.newest() > 106 && record.status.at("secret")->metrics.frame_rate > 20;
  }));
  const monitor::StreamStatusPtr status = engine_->Get("secret");
  EXPECT_TRUE(status->last_error.starts_with("encrypted_no_key: ")) << status->last_error;
  EXPECT_EQ(status->coverage.tier, checks::Depth::kPackets);
  EXPECT_EQ(
      std::count(status->coverage.not_covered.begin(), status->coverage.not_covered.end(), "black"),
      1);
  EXPECT_EQ(status->verdict.health, checks::Health::kOk);
  EXPECT_EQ(status->metrics.decoded_pictures, 0);
  EXPECT_FALSE(status->has_thumbnail);
}

TEST_F(EngineTest, ADeadOriginIsNamedAndComesBackByItself) {
  support::LiveHlsOrigin healthy(server_, "healthy", LiveMedia());
  auto dying = std::make_unique<BadHttpServer>();
  support::LiveHlsOrigin origin(*dying, "dying", LiveMedia());
  Start();
  ASSERT_TRUE(Add("healthy", healthy.Url()).ok());
  ASSERT_TRUE(Add("dying", origin.Url()).ok());
  ASSERT_TRUE(WaitForPhase("dying", Phase::kRunning));
  ASSERT_TRUE(WaitForPhase("healthy", Phase::kRunning));
  dying->On(origin.Path("live.m3u8"), support::Answer(503, {}, "no"));
  ASSERT_TRUE(WaitForRaised("dying", "connect_error"));
  EXPECT_EQ(engine_->Get("dying")->verdict.health, checks::Health::kDown);
  recorder_.With([](const Record& record) {
    EXPECT_TRUE(record.status.at("dying")->last_error.empty() ||
                record.status.at("dying")->last_error.starts_with("http_5xx: "))
        << record.status.at("dying")->last_error;
    EXPECT_EQ(record.PhaseOf("healthy"), Phase::kRunning);
    EXPECT_FALSE(record.Raised("healthy", "connect_error"));
  });
  dying->On(origin.Path("live.m3u8"),
            [&](const support::SeenRequest& request, support::HttpPeer& peer) {
              support::Answer(200, {}, origin.Playlist())(request, peer);
            });
  origin.Publish(2);
  ASSERT_TRUE(recorder_.WaitFor(
      [](const Record& record) {
        const monitor::StreamStatus& status = *record.status.at("dying");
        return status.phase == Phase::kRunning && status.verdict.health != checks::Health::kDown;
      },
      base::seconds(40)));
}

TEST_F(EngineTest, BadServersAffectOnlyTheirOwnStreams) {
  support::LiveHlsOrigin origin(server_, "good", LiveMedia());
  server_.On("/silent", support::Silent());
  server_.On("/garbage", support::Answer(200, {}, std::string(100000, '\x01')));
  server_.On("/loop", support::Redirect(302, "/loop"));
  server_.On("/huge.m3u8",
             support::Endless("#EXTM3U\n#EXT-X-TARGETDURATION:4\n", base::milliseconds(0)));
  Start();
  const std::string refused = "http://127.0.0.1:" + std::to_string(BadHttpServer::RefusedPort());
  const std::pair<std::string, std::string> bad[] = {
      {"silent", server_.Url("/silent")}, {"garbage", server_.Url("/garbage")},
      {"loop", server_.Url("/loop")},     {"huge", server_.Url("/huge.m3u8")},
      {"refused", refused + "/x.m3u8"},   {"missing", server_.Url("/missing.m3u8")}};
  for (const auto& [id, url] : bad) ASSERT_TRUE(Add(id, url).ok());
  ASSERT_TRUE(Add("good", origin.Url()).ok());
  ASSERT_TRUE(WaitForPhase("good", Phase::kRunning));
  const std::pair<std::string, std::string> classes[] = {{"garbage", "invalid_data"},
                                                         {"loop", "redirect_loop"},
                                                         {"refused", "tcp_refused"},
                                                         {"missing", "http_404_410"}};
  for (const auto& [id, error_class] : classes) {
    SCOPED_TRACE(id);
    ASSERT_TRUE(WaitWhileLive(
        origin, [&, id = id](const Record& record) { return record.Raised(id, "connect_error"); }));
    EXPECT_TRUE(engine_->Get(id)->last_error.starts_with(error_class + ": "))
        << engine_->Get(id)->last_error;
  }
  ASSERT_TRUE(WaitWhileLive(origin, [](const Record& record) {
    return record.status.at("silent")->last_error.starts_with("io_timeout: ");
  }));
  EXPECT_EQ(engine_->Get("good")->verdict.health, checks::Health::kOk);
}

TEST_F(EngineTest, PausedStreamsRestAndResumedOnesRun) {
  support::LiveHlsOrigin origin(server_, "good", LiveMedia());
  Start();
  ASSERT_TRUE(Add("good", origin.Url()).ok());
  ASSERT_TRUE(WaitForPhase("good", Phase::kRunning));
  ASSERT_TRUE(engine_->Pause("good").ok());
  ASSERT_TRUE(WaitForPhase("good", Phase::kPaused));
  EXPECT_EQ(engine_->Stats().active, 0);
  EXPECT_EQ(engine_->Get("good")->verdict.health, checks::Health::kUnknown);
  ASSERT_TRUE(engine_->Resume("good").ok());
  ASSERT_TRUE(WaitForPhase("good", Phase::kRunning));
  ASSERT_TRUE(engine_->Remove("good").ok());
  EXPECT_EQ(engine_->Get("good"), nullptr);
  EXPECT_EQ(engine_->Remove("good").code(), base::Code::kNotFound);
  EXPECT_EQ(engine_->Stats().total, 0);
}

TEST_F(EngineTest, AnotherUrlMakesAnotherSession) {
  support::LiveHlsOrigin first(server_, "first", LiveMedia());
  support::LiveHlsOrigin second(server_, "second", LiveMedia());
  Start();
  ASSERT_TRUE(Add("s", first.Url()).ok());
  EXPECT_EQ(Add("s", first.Url()).code(), base::Code::kAlreadyExists);
  ASSERT_TRUE(WaitForPhase("s", Phase::kRunning));
  monitor::StreamConfig config;
  config.id = "s";
  config.url = second.Url();
  config.display_name = "Second";
  ASSERT_TRUE(engine_->Update(config).ok());
  ASSERT_TRUE(
      recorder_.WaitFor([&](const Record&) { return second.Asked(second.Path("live.m3u8")) > 0; }));
  ASSERT_TRUE(WaitForPhase("s", Phase::kRunning));
}

// What was told of a stream in one session is over before anything is told by the next.
TEST_F(EngineTest, WhatWasWrongEndsWithTheSessionThatSawIt) {
  ASSERT_TRUE(StartOnWhatIsMissing());
  monitor::StreamConfig config;
  config.id = "s";
  config.url = server_.Url("/gone.m3u8");
  ASSERT_TRUE(engine_->Update(config).ok());
  const auto wait_for = [&](const std::string& states) {
    return recorder_.WaitFor(
        [&](const Record& record) { return StatesOf(record, "connect_error") == states; });
  };
  EXPECT_TRUE(wait_for("raised ok raised"));
  ASSERT_TRUE(engine_->Remove("s").ok());
  ASSERT_TRUE(Add("s", server_.Url("/missing.m3u8")).ok());
  EXPECT_TRUE(wait_for("raised ok raised ok raised"));
  ASSERT_TRUE(engine_->Remove("s").ok());
  EXPECT_TRUE(wait_for("raised ok raised ok raised ok"));
  engine_->Stop();
  recorder_.With([](const Record& record) {
    std::map<uint64_t, checks::EventRecord> events;
    for (const auto& [id, event] : record.events) events[event.number] = event;
    EXPECT_EQ(events.size(), 3u) << "one of each session";
    for (const auto& [number, event] : events) {
      EXPECT_EQ(event.check, "connect_error");
      EXPECT_TRUE(event.end.has_value());
    }
    EXPECT_EQ(StatesOf(record, "connect_error"), "raised ok raised ok raised ok");
  });
}

TEST_F(EngineTest, AnEngineThatStopsClearsNothing) {
  ASSERT_TRUE(StartOnWhatIsMissing());
  engine_->Stop();
  recorder_.With([](const Record& record) {
    EXPECT_EQ(StatesOf(record, "connect_error"), "raised");
    EXPECT_FALSE(record.events.back().second.end.has_value());
  });
}

TEST_F(EngineTest, APausedStreamsAlarmIsUnknown) {
  ASSERT_TRUE(StartOnWhatIsMissing());
  ASSERT_TRUE(engine_->Pause("s").ok());
  ASSERT_TRUE(WaitForPhase("s", Phase::kPaused));
  const monitor::StreamStatusPtr status = engine_->Get("s");
  EXPECT_EQ(status->verdict.health, checks::Health::kUnknown);
  ASSERT_EQ(status->alarms.size(), 1u);
  EXPECT_EQ(status->alarms[0].state, checks::AlarmState::kUnknown);
  recorder_.With(
      [](const Record& record) { EXPECT_EQ(StatesOf(record, "connect_error"), "raised unknown"); });
}

// The origin takes longer to answer than the look is to last.
TEST_F(EngineTest, AProbeLooksForItsDurationFromTheOpening) {
  support::LiveHlsOrigin origin(server_, "late", LiveMedia());
  server_.On(origin.Path("live.m3u8"),
             support::Late(base::milliseconds(1500), support::Answer(200, {}, origin.Playlist())));
  Start();
  monitor::ProbeRequest request;
  request.url = origin.Url();
  request.duration = base::milliseconds(1000);
  const auto report = engine_->Probe(request, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->opened) << report->error;
  EXPECT_GE(report->wall_seconds, 2.5);
  EXPECT_EQ(report->tracks.size(), 2u);
}

TEST_F(EngineTest, RotationLooksAtEveryStream) {
  support::LiveHlsOrigin origin(server_, "good", LiveMedia());
  monitor::EngineOptions options;
  options.max_concurrent = 2;
  options.rotation = base::milliseconds(300);
  Start(options);
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(Add("s" + std::to_string(i), origin.Url()).ok());
  std::set<std::string> seen;
  ASSERT_TRUE(recorder_.WaitFor([&](const Record& record) {
    for (const auto& [id, status] : record.status) {
      if (status->has_thumbnail) seen.insert(id);
    }
    const monitor::EngineStats stats = engine_->Stats();
    EXPECT_LE(stats.active, 2);
    EXPECT_EQ(stats.total, 6);
    return seen.size() == 6;
  }));
}

TEST_F(EngineTest, StopsWithManyStreamsAndNothingIsLeft) {
  server_.On("/silent", support::Silent());
  support::LiveHlsOrigin origin(server_, "good", LiveMedia());
  Start();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(Add("good" + std::to_string(i), origin.Url()).ok());
    ASSERT_TRUE(Add("silent" + std::to_string(i), server_.Url("/silent")).ok());
  }
  ASSERT_TRUE(WaitForPhase("good19", Phase::kRunning));
  const base::SteadyTime began = std::chrono::steady_clock::now();
  engine_->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, base::seconds(5));
  engine_->Stop();
  EXPECT_EQ(Add("late", origin.Url()).code(), base::Code::kUnavailable);
}

TEST_F(EngineTest, AtManifestDepthNoMediaIsFetched) {
  support::LiveHlsOrigin origin(server_, "good", LiveMedia());
  Start();
  ASSERT_TRUE(Add("m", origin.Url(), checks::Depth::kManifest).ok());
  ASSERT_TRUE(WaitForPhase("m", Phase::kRunning));
  origin.Publish();
  ASSERT_TRUE(
      recorder_.WaitFor([&](const Record&) { return origin.Asked(origin.Path("live.m3u8")) > 2; }));
  EXPECT_EQ(origin.Asked(origin.SegmentPath(origin.newest())), 0);
  EXPECT_EQ(engine_->Get("m")->metrics.bytes_received, 0);
}

TEST(StreamAnalysisTest, PicturesAreCountedOverChangesOfDepth) {
  const media::LibraryScope libraries;
  base::WorkerPool pool(1, "worker");
  monitor::WorkerToolSet tools(1);
  checks::StreamChecks checks({});
  monitor::StreamAnalysis analysis(checks::Depth::kFull, 1, checks, tools);
  std::vector<int64_t> counts;
  std::promise<void> done;
  pool.NewStrand()->Post([&] {
    for (int64_t i = 0; i < 3; ++i) {
      if (i > 0) analysis.SetDepth(i == 1 ? checks::Depth::kPackets : checks::Depth::kFull);
      source::Chunk chunk;
      chunk.kind = source::Chunk::Kind::kSegment;
      const std::string body = Segments::Body(i);
      chunk.data.assign(body.begin(), body.end());
      chunk.contiguous = i > 0;
      chunk.sequence = i;
      EXPECT_TRUE(analysis.Process(chunk).ok());
      counts.push_back(analysis.decoded_pictures());
    }
    done.set_value();
  });
  done.get_future().wait();
  EXPECT_GT(counts[0], 15);
  EXPECT_EQ(counts[1], counts[0]);
  EXPECT_GT(counts[2], counts[1] + 15);
}

}  // namespace
}  // namespace vedette
