#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "service/rpc/alarm_service.h"
#include "service/rpc/engine_fanout.h"
#include "service/rpc/health_service.h"
#include "service/rpc/log_service.h"
#include "service/rpc/monitoring_service.h"
#include "service/rpc/server_host.h"
#include "tests/support/fake_engine.h"
#include "tests/support/memory_stores.h"

namespace vedette::rpc {

// The whole API over an engine without media and stores in memory, served on a free port.
class ApiTest : public testing::Test {
 protected:
  static HubOptions Quick() {
    HubOptions options;
    options.interval = std::chrono::milliseconds(1);
    options.heartbeat = std::chrono::milliseconds(50);
    options.max_watchers = 3;
    options.max_items = 4;
    return options;
  }

  static base::Status Validate(const monitor::StreamConfig& config) {
    if (config.url.rfind("http", 0) != 0) {
      return base::InvalidArgument("url", "the scheme is not allowed");
    }
    return base::Status::Ok();
  }

  void SetUp() override {
    ServerOptions options;
    auto host = ServerHost::Start(options, {&monitoring_, &alarms_, &health_, &logs_});
    ASSERT_TRUE(host.ok()) << host.status().ToString();
    host_ = std::move(*host);
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(host_->port()),
                                   grpc::InsecureChannelCredentials());
    monitoring_stub_ = v1::MonitoringService::NewStub(channel_);
    alarm_stub_ = v1::AlarmService::NewStub(channel_);
    health_stub_ = v1::HealthService::NewStub(channel_);
    log_stub_ = v1::LogService::NewStub(channel_);
  }

  void TearDown() override {
    monitoring_.Stop();
    EXPECT_TRUE(hub_.Stop(std::chrono::seconds(5)));
    if (host_ != nullptr) host_->Stop(std::chrono::seconds(5));
  }

  // A context with a token and a deadline, for one call.
  struct Call {
    explicit Call(const std::string& role) {
      if (!role.empty()) context.AddMetadata("authorization", "Bearer " + TokenOf(role));
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    }
    grpc::ClientContext context;
  };

  static constexpr char kSecret[] = "a secret of the tests";
  static std::string TokenOf(const std::string& role) {
    const auto token = auth::MakeToken(kSecret, {"test", auth::ParseRole(role)},
                                       base::FakeClock().Wall(), std::chrono::hours(24));
    EXPECT_TRUE(token.ok());
    return *token;
  }

  v1::Stream Make(const std::string& id, const std::string& url = "http://host/a") {
    v1::CreateStreamRequest request;
    request.mutable_stream()->set_id(id);
    request.mutable_stream()->set_url(url);
    v1::Stream response;
    Call call("operator");
    const grpc::Status status = monitoring_stub_->CreateStream(&call.context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  void Run(const std::string& id, int score, checks::Health health = checks::Health::kOk) {
    monitor::StreamStatus status;
    status.id = id;
    status.phase = monitor::Phase::kRunning;
    status.verdict.score = score;
    status.verdict.health = health;
    engine_.Publish(status);
  }

  static google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
    google::rpc::Status details;
    google::rpc::ErrorInfo info;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    EXPECT_EQ(details.code(), static_cast<int>(status.error_code()));
    for (const auto& detail : details.details()) detail.UnpackTo(&info);
    return info;
  }

  // The fields of the BadRequest, in order.
  static std::vector<std::string> FieldsOf(const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
    google::rpc::Status details;
    details.ParseFromString(status.error_details());
    std::vector<std::string> fields;
    google::rpc::BadRequest bad;
    for (const auto& detail : details.details()) {
      if (!detail.UnpackTo(&bad)) continue;
      for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
    }
    return fields;
  }

  base::FakeClock clock_;
  auth::BearerGuard bearers_{kSecret, clock_};
  CallGuard guard_{bearers_};
  testing_support::MemoryStreamStore streams_;
  testing_support::MemoryEventStore events_;
  StreamHub hub_{Quick(), clock_};
  AlarmBook book_{events_, clock_};
  EngineFanout fanout_{{&hub_, &book_}};
  testing_support::FakeEngine engine_{&fanout_};
  StreamRegistry registry_{streams_, engine_, hub_, Validate};
  ProcessStats process_{"."};
  DaemonState state_;
  MonitoringServiceImpl monitoring_{MonitoringParts{guard_, clock_, engine_, registry_, hub_, book_,
                                                    process_,
                                                    [] {
                                                      return LogFigures{150, 131596288, 7};
                                                    },
                                                    [] { return std::make_pair(1, 4); }}};
  AlarmServiceImpl alarms_{guard_, engine_, book_, events_};
  HealthServiceImpl health_{guard_, clock_, process_, [this] { return state_; }};
  LogServiceImpl logs_{guard_, LogAccess{[] {
                                           return LogFigures{150, 131596288, 7};
                                         },
                                         [] {
                                           return LogFigures{120, 103074366, 7};
                                         }}};
  std::unique_ptr<ServerHost> host_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::MonitoringService::Stub> monitoring_stub_;
  std::unique_ptr<v1::AlarmService::Stub> alarm_stub_;
  std::unique_ptr<v1::HealthService::Stub> health_stub_;
  std::unique_ptr<v1::LogService::Stub> log_stub_;
};

}  // namespace vedette::rpc
