#include "service/rpc/server_host.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using testing::HasSubstr;

using grpc::health::v1::HealthCheckResponse;

HealthCheckResponse::ServingStatus HealthOf(const std::shared_ptr<grpc::Channel>& channel,
                                            const std::string& service, grpc::Status* status) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  HealthCheckResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  *status = grpc::health::v1::Health::NewStub(channel)->Check(&context, request, &response);
  return response.status();
}

using HostTest = ApiTest;
constexpr auto kServing = HealthCheckResponse::SERVING;
constexpr auto kNotServing = HealthCheckResponse::NOT_SERVING;

TEST_F(HostTest, HealthFollowsReadiness) {
  grpc::Status status;
  EXPECT_EQ(HealthOf(channel_, "", &status), kServing);
  EXPECT_EQ(HealthOf(channel_, "readiness", &status), kNotServing);
  EXPECT_EQ(HealthOf(channel_, "vedette.v1.MonitoringService", &status), kNotServing);
  host_->SetReady(true);
  EXPECT_EQ(HealthOf(channel_, "readiness", &status), kServing);
  EXPECT_EQ(HealthOf(channel_, "vedette.v1.MonitoringService", &status), kServing);
  host_->SetReady(false);
  EXPECT_EQ(HealthOf(channel_, "", &status), kServing);
  EXPECT_EQ(HealthOf(channel_, "readiness", &status), kNotServing);
  HealthOf(channel_, "nonsense", &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
}

// Reflection clients print the JSON names that they are told here.
TEST(Descriptors, EveryFieldSaysItsJsonName) {
  google::protobuf::FileDescriptorProto file;
  v1::Stream::descriptor()->file()->CopyTo(&file);
  for (const auto& message : file.message_type()) {
    for (const auto& field : message.field()) EXPECT_TRUE(field.has_json_name()) << field.name();
  }
}

TEST_F(HostTest, APortInUseIsOneClearFailure) {
  ServerOptions options;
  options.port = host_->port();
  const auto second = ServerHost::Start(options, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().reason(), "grpc_port");
  EXPECT_THAT(second.status().message(), HasSubstr("127.0.0.1:" + std::to_string(host_->port())));
  EXPECT_THAT(second.status().message(), HasSubstr("in use"));
}

TEST_F(HostTest, AnAddressThatIsNotOursIsRefused) {
  ServerOptions options;
  options.address = "192.0.2.1";
  const auto host = ServerHost::Start(options, {});
  ASSERT_FALSE(host.ok());
  EXPECT_THAT(host.status().message(), HasSubstr("192.0.2.1:0"));
}

TEST_F(HostTest, StopsInTimeWithAWatchAndAProbeInTheAir) {
  Make("ch1");
  Call watch_call("viewer");
  auto watch = monitoring_stub_->WatchStreams(&watch_call.context, {});
  v1::WatchStreamsResponse message;
  ASSERT_TRUE(watch->Read(&message));

  grpc::Status probed;
  std::thread prober([&] {
    v1::ProbeStreamRequest request;
    request.set_url("http://slow/");
    v1::ProbeReport report;
    Call call("operator");
    probed = monitoring_stub_->ProbeStream(&call.context, request, &report);
  });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (engine_.last_probe().url.empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  const auto begin = std::chrono::steady_clock::now();
  monitoring_.Stop();
  EXPECT_TRUE(hub_.Stop(std::chrono::seconds(5)));
  host_->Stop(std::chrono::seconds(5));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
  prober.join();
  EXPECT_FALSE(probed.ok());
  while (watch->Read(&message)) {
  }
  const grpc::Status ended = watch->Finish();
  EXPECT_EQ(ended.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(InfoOf(ended).reason(), "STOPPING");
}

TEST_F(HostTest, TheLargestMessageIsBounded) {
  v1::CreateStreamRequest request;
  request.mutable_stream()->set_url("http://host/" + std::string(10 << 20, 'a'));
  v1::Stream response;
  Call call("operator");
  const grpc::Status status = monitoring_stub_->CreateStream(&call.context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(streams_.Ids().empty());
}

}  // namespace
}  // namespace vedette::rpc
