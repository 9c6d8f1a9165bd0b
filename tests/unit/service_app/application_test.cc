#include "service/app/application.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "grpcpp/grpcpp.h"
#include "tests/support/fake_engine.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/service_gateway/http_test_client.h"
#include "vedette/v1/monitoring_service.grpc.pb.h"

namespace vedette::app {
namespace {

using gateway::Fetch;
using gateway::TestClient;
using testing::HasSubstr;

class ApplicationTest : public testing::Test {
 protected:
  ApplicationTest() {
    settings_.port = settings_.grpc_port = 0;
    settings_.data_dir = dir_.path() / "data";
    settings_.log_dir = dir_.path() / "logs";
    maker_.create = [this](monitor::EngineOptions options, monitor::EngineListener& listener,
                           const base::Clock&) -> base::Result<std::unique_ptr<monitor::Engine>> {
      options_ = options;
      if (engine_fails_) return base::Internal("no engine today");
      auto engine = std::make_unique<testing_support::FakeEngine>(&listener);
      engine_ = engine.get();
      return std::unique_ptr<monitor::Engine>(std::move(engine));
    };
    maker_.validate = [](const monitor::StreamConfig&, const monitor::EngineOptions&) {
      return base::Status::Ok();
    };
  }

  base::Result<std::unique_ptr<Application>> Start() {
    return Application::Start(settings_, maker_, clock_, "1.2.3");
  }
  std::string ServiceLog() const {
    std::ifstream file(settings_.log_dir / "vedetted.log");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  support::TempDir dir_;
  config::Settings settings_;
  base::SystemClock clock_;
  EngineMaker maker_;
  monitor::EngineOptions options_;
  testing_support::FakeEngine* engine_ = nullptr;
  bool engine_fails_ = false;
};

TEST_F(ApplicationTest, StartsServesAndStops) {
  auto app = Start();
  ASSERT_TRUE(app.ok()) << app.status().ToString();
  const int port = (*app)->port();
  EXPECT_NE(port, (*app)->grpc_port());
  EXPECT_EQ((*app)->max_concurrent(), 50);
  EXPECT_EQ(Fetch(port, "GET", "/readyz").status, 200);
  EXPECT_THAT(Fetch(port, "GET", "/").body, HasSubstr("Vedette 1.2.3"));
  EXPECT_THAT(Fetch(port, "GET", "/api/v1/info/health").body, HasSubstr("\"status\":\""));
  // On loopback and without a secret everybody is admin.
  EXPECT_THAT(Fetch(port, "GET", "/api/v1/info/monitoring").body, HasSubstr("\"inUse\":"));
  EXPECT_THAT(Fetch(port, "POST", "/api/v1/info/logs/cleanup").body,
              HasSubstr("\"message\":\"Log cleanup completed\",\"logs\":{\"totalFiles\":1,"));
  (*app)->Stop();
  EXPECT_EQ(Fetch(port, "GET", "/livez").status, 0);
  EXPECT_THAT(ServiceLog(), HasSubstr("started"));
  EXPECT_THAT(ServiceLog(), HasSubstr("stopped"));
}

TEST_F(ApplicationTest, SettingsReachTheEngine) {
  settings_.max_concurrent_monitors = 7;
  settings_.monitor_start_delay = base::milliseconds(11);
  settings_.monitor_rotation = base::milliseconds(0);
  settings_.monitor_max_restarts = 3;
  settings_.allowed_schemes = {"http"};
  settings_.deny_private_addresses = true;
  ASSERT_TRUE(Start().ok());
  EXPECT_EQ(options_.max_concurrent, 7);
  EXPECT_EQ(options_.start_delay, base::milliseconds(11));
  EXPECT_EQ(options_.rotation, base::milliseconds(0));
  EXPECT_EQ(options_.max_restarts, 3);
  EXPECT_EQ(options_.allowed_schemes, std::vector<std::string>{"http"});
  EXPECT_TRUE(options_.deny_private_addresses);
}

TEST_F(ApplicationTest, ASecretCloses) {
  settings_.jwt_secret = "a secret that is long enough for HS256";
  auto app = Start();
  ASSERT_TRUE(app.ok());
  EXPECT_EQ(Fetch((*app)->port(), "GET", "/api/v1/info/health").status, 200);
  EXPECT_EQ(Fetch((*app)->port(), "GET", "/api/v1/info/monitoring").status, 401);
}

TEST_F(ApplicationTest, StreamsSurviveARestart) {
  {
    auto app = Start();
    ASSERT_TRUE(app.ok());
    const auto made = Fetch((*app)->port(), "POST", "/api/v1/streams", "",
                            R"({"id": "ch1", "url": "http://host/a", "headers": {"X": "y"}})");
    ASSERT_EQ(made.status, 200) << made.body;
    ASSERT_EQ(Fetch((*app)->port(), "POST", "/api/v1/streams/ch1:pause").status, 200);
  }
  auto app = Start();
  ASSERT_TRUE(app.ok()) << app.status().ToString();
  EXPECT_EQ((*app)->loaded_streams(), 1);
  const monitor::StreamConfig config = engine_->Config("ch1");
  EXPECT_EQ(config.url, "http://host/a");
  EXPECT_EQ(config.headers.size(), 1u);
  EXPECT_TRUE(config.paused);
  EXPECT_THAT(Fetch((*app)->port(), "GET", "/api/v1/streams/ch1").body, HasSubstr("PHASE_PAUSED"));
}

// What the engine tells reaches the stream's log, the live feed and the store.
TEST_F(ApplicationTest, TheEngineIsHeardEverywhere) {
  auto app = Start();
  ASSERT_TRUE(app.ok());
  const int port = (*app)->port();
  ASSERT_EQ(Fetch(port, "POST", "/api/v1/streams", "", R"({"id":"ch1","url":"http://h/"})").status,
            200);
  checks::EventRecord event;
  event.number = 1;
  event.check = "black";
  event.start.wall = event.end.emplace().wall = clock_.Wall();
  monitor::EngineListener& listener = *engine_->listener();
  listener.OnEvent("ch1", event);
  listener.OnLog("ch1", "warning", "the segment is late");
  monitor::StreamStatus status;
  status.id = "ch1";
  status.phase = monitor::Phase::kRunning;
  engine_->Publish(status);
  EXPECT_THAT(Fetch(port, "GET", "/api/v1/streams/ch1").body, HasSubstr("PHASE_RUNNING"));
  (*app)->Stop();
  std::ifstream file(settings_.log_dir / "streams" / "ch1.log");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("the segment is late"));

  app->reset();
  auto again = Start();
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(Fetch((*again)->port(), "GET", "/api/v1/events").body,
              HasSubstr("\"check\":\"black\""));
}

TEST_F(ApplicationTest, WatchesAreFinishedBeforeTheServerIsStopped) {
  auto app = Start();
  ASSERT_TRUE(app.ok());
  TestClient http((*app)->port());
  http.Write("GET /api/v1/streams:watch HTTP/1.1\r\nHost: t\r\n\r\n");
  http.ReadUntil("SNAPSHOT");
  auto stub = v1::MonitoringService::NewStub(grpc::CreateChannel(
      "127.0.0.1:" + std::to_string((*app)->grpc_port()), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  auto watch = stub->WatchStreams(&context, {});
  v1::WatchStreamsResponse message;
  ASSERT_TRUE(watch->Read(&message));
  TestClient idle((*app)->port());

  const auto begin = std::chrono::steady_clock::now();
  (*app)->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_THAT(http.ReadUntil("\r\n0\r\n\r\n"), HasSubstr("the daemon is stopping"));
  EXPECT_TRUE(idle.WaitClosed());
  while (watch->Read(&message)) {
  }
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ApplicationTest, WhatCanNotStartIsOneLine) {
  auto first = Start();
  ASSERT_TRUE(first.ok());
  config::Settings good = settings_;
  good.data_dir = dir_.path() / "other";
  struct Case {
    const char* name;
    std::function<void(config::Settings&)> change;
    std::string says;
  };
  const std::string blocked = dir_.Write("file", "not a directory");
  for (const Case& test :
       std::vector<Case>{{"port", [&](auto& s) { s.port = (*first)->port(); },
                          "127.0.0.1:" + std::to_string((*first)->port())},
                         {"grpc port", [&](auto& s) { s.grpc_port = (*first)->grpc_port(); },
                          "127.0.0.1:" + std::to_string((*first)->grpc_port())},
                         {"data dir", [&](auto& s) { s.data_dir = blocked + "/data"; }, blocked},
                         {"log dir", [&](auto& s) { s.log_dir = blocked + "/logs"; }, blocked},
                         {"engine", [&](auto&) { engine_fails_ = true; }, "no engine today"}}) {
    settings_ = good;
    test.change(settings_);
    const auto second = Start();
    ASSERT_FALSE(second.ok()) << test.name;
    EXPECT_THAT(second.status().message(), HasSubstr(test.says)) << test.name;
    EXPECT_EQ(second.status().message().find('\n'), std::string::npos) << test.name;
  }
  EXPECT_EQ(Fetch((*first)->port(), "GET", "/readyz").status, 200);
}

}  // namespace
}  // namespace vedette::app
