#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using auth::Role;

// Every method of every service that the API declares.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const char* file : {"vedette/v1/monitoring_service.proto", "vedette/v1/alarm_service.proto",
                           "vedette/v1/health_service.proto", "vedette/v1/log_service.proto"}) {
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(file);
    for (int s = 0; s < descriptor->service_count(); ++s) {
      for (int m = 0; m < descriptor->service(s)->method_count(); ++m) {
        methods.push_back(descriptor->service(s)->method(m));
      }
    }
  }
  return methods;
}

std::string NameOf(const google::protobuf::MethodDescriptor* method) {
  return method->service()->full_name() + "/" + method->name();
}

class GuardedApi : public ApiTest {
 protected:
  // Calls the method with an empty request.
  grpc::Status Empty(const std::string& method, const std::string& role,
                     const std::shared_ptr<grpc::Channel>& channel, const std::string& peer = "") {
    grpc::GenericStub stub(channel);
    Call call(role);
    if (!peer.empty()) call.context.AddMetadata(kForwardedPeer, peer);
    grpc::CompletionQueue queue;
    auto stream = stub.PrepareCall(&call.context, "/" + method, &queue);
    const grpc::Slice nothing;
    grpc::ByteBuffer request(&nothing, 1), response;
    grpc::Status status;
    int step = 0;
    void* tag = nullptr;
    bool ok = false;
    const auto wait = [&] { queue.Next(&tag, &ok); };
    stream->StartCall(&step);
    wait();
    if (ok) {
      stream->WriteLast(request, grpc::WriteOptions(), &step);
      wait();
    }
    stream->Read(&response, &step);
    wait();
    if (ok) call.context.TryCancel();  // a watch that was let in
    stream->Finish(&status, &step);
    wait();
    return status;
  }
};

TEST(Guard, EveryDeclaredMethodIsInTheTable) {
  const auto methods = AllMethods();
  EXPECT_GE(methods.size(), 18U);
  for (const auto* method : methods) {
    EXPECT_TRUE(CallGuard::RequiredRole(NameOf(method)).has_value()) << NameOf(method);
  }
}

TEST(Guard, WhatIsNotInTheTableIsRefusedEvenToAnAdmin) {
  const base::FakeClock clock;
  const auth::BearerGuard bearers("", clock);  // everybody on loopback is an admin
  const CallGuard guard(bearers);
  for (const char* method : {"vedette.v1.MonitoringService/Nonsense", "", "GetStats",
                             "/vedette.v1.HealthService/GetHealth"}) {
    const auto caller = guard.Check(method, "", true);
    EXPECT_EQ(caller.status().code(), base::Code::kPermissionDenied) << method;
  }
}

TEST_F(GuardedApi, EveryMethodRefusesAStrangerAndTooSmallARole) {
  const std::vector<std::string> roles = {"", "viewer", "operator", "admin"};
  for (const auto* method : AllMethods()) {
    const std::string name = NameOf(method);
    const Role required = *CallGuard::RequiredRole(name);
    for (size_t i = 0; i < roles.size(); ++i) {
      const grpc::Status status = Empty(name, roles[i], channel_);
      const bool allowed = i >= static_cast<size_t>(required);
      if (allowed) {
        EXPECT_NE(status.error_code(), grpc::StatusCode::UNAUTHENTICATED)
            << name << " " << roles[i];
        EXPECT_NE(status.error_code(), grpc::StatusCode::PERMISSION_DENIED)
            << name << " " << roles[i];
        EXPECT_NE(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << name;
      } else if (i == 0) {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << name;
        EXPECT_EQ(InfoOf(status).reason(), "TOKEN_MISSING");
        EXPECT_EQ(InfoOf(status).domain(), "vedette");
      } else {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED)
            << name << " " << roles[i];
        EXPECT_EQ(InfoOf(status).reason(), "ROLE_MISSING");
      }
    }
  }
}

TEST(Guard, OnlyHealthIsOpenToEverybody) {
  for (const auto* method : AllMethods()) {
    const bool is_public = *CallGuard::RequiredRole(NameOf(method)) == Role::kNone;
    EXPECT_EQ(is_public, NameOf(method) == "vedette.v1.HealthService/GetHealth") << NameOf(method);
  }
}

TEST(Guard, LoopbackPeers) {
  for (const char* peer :
       {"ipv4:127.0.0.1:5000", "ipv4:127.8.8.8:1", "ipv6:%5B::1%5D:5000", "ipv6:[::1]:5000",
        "ipv6:[::ffff:127.0.0.1]:5", "127.0.0.1:80", "[::1]:80", "unix:/tmp/x"}) {
    EXPECT_TRUE(IsLoopbackPeer(peer)) << peer;
  }
  for (const char* peer : {"ipv4:10.0.0.1:5000", "ipv6:%5B2001:db8::1%5D:5000", "", "inproc",
                           "ipv4:", "127.0.0.1", "localhost:80", "ipv4:127.0.0.1.evil.example:80",
                           "ipv6:[::ffff:10.0.0.1]:5", "unknown", "[]:1", ":"}) {
    EXPECT_FALSE(IsLoopbackPeer(peer)) << peer;
  }
}

// Without a secret, callers on loopback are admins and nobody else is anything.
class OriginTest : public GuardedApi {
 protected:
  void SetUp() override {
    auto host = ServerHost::Start({}, {&service_});
    ASSERT_TRUE(host.ok());
    host_ = std::move(*host);
  }
  bool Allowed(const std::shared_ptr<grpc::Channel>& channel, const std::string& peer) {
    const auto status = Empty("vedette.v1.LogService/GetLogStats", "", channel, peer);
    EXPECT_TRUE(status.error_code() != grpc::StatusCode::UNIMPLEMENTED);
    return status.error_code() != grpc::StatusCode::UNAUTHENTICATED;
  }

  const auth::BearerGuard open_{"", clock_};
  const CallGuard open_guard_{open_};
  LogServiceImpl service_{open_guard_, LogAccess{[] { return LogFigures{}; }, {}}};
};

TEST_F(OriginTest, TheGatewaySaysWhereItsClientIs) {
  const auto in_process = host_->InProcessChannel();
  EXPECT_TRUE(Allowed(in_process, "127.0.0.1:4000"));
  EXPECT_FALSE(Allowed(in_process, "10.0.0.1:4000"));
  EXPECT_FALSE(Allowed(in_process, ""));
}

TEST_F(OriginTest, NobodyElseCanSay) {
  const auto network = grpc::CreateChannel("127.0.0.1:" + std::to_string(host_->port()),
                                           grpc::InsecureChannelCredentials());
  EXPECT_TRUE(Allowed(network, ""));
  EXPECT_TRUE(Allowed(network, "10.0.0.1:4000"));  // the header is not looked at
}

}  // namespace
}  // namespace vedette::rpc
