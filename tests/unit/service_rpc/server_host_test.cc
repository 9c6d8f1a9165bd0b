#include "service/rpc/server_host.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using testing::HasSubstr;

// grpc.health.v1.HealthCheckRequest{service} and the status of the answer, by hand: two fields are
// no reason to generate that package too.
int HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
             grpc::Status* status) {
  std::string request;
  if (!service.empty()) request = std::string("\x0a") + static_cast<char>(service.size()) + service;
  const grpc::Slice slice(request);
  grpc::ByteBuffer out(&slice, 1), in;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", out, &queue);
  call->StartCall();
  void* tag = nullptr;
  bool ok = false;
  call->Finish(&in, status, nullptr);
  queue.Next(&tag, &ok);
  std::vector<grpc::Slice> slices;
  if (!status->ok() || !in.Dump(&slices).ok() || slices.empty()) return -1;
  return slices[0].size() == 2 ? slices[0].begin()[1] : 0;
}

using HostTest = ApiTest;
constexpr int kServing = 1;
constexpr int kNotServing = 2;

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
