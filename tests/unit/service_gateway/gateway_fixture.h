#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "service/gateway/gateway.h"
#include "tests/unit/service_gateway/http_test_client.h"
#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::gateway {

// The whole API over an engine without media, with the gateway in front of it on a free port.
class GatewayTest : public rpc::ApiTest {
 protected:
  void SetUp() override {
    rpc::ApiTest::SetUp();
    StartGateway({});
  }

  void StartGateway(HttpServerOptions http) {
    if (gateway_ != nullptr) gateway_->Stop(base::milliseconds(0));
    GatewayOptions options;
    options.http = http;
    options.tokens_required = true;
    options.version = "0.0.0";
    auto gateway = Gateway::Start(options, {guard_, clock_, engine_, events_, process_},
                                  host_->InProcessChannel());
    ASSERT_TRUE(gateway.ok()) << gateway.status().ToString();
    gateway_ = std::move(*gateway);
  }

  void TearDown() override {
    monitoring_.Stop();
    if (gateway_ != nullptr) gateway_->Drain();
    EXPECT_TRUE(hub_.Stop(std::chrono::seconds(5)));
    if (gateway_ != nullptr) gateway_->Stop(base::milliseconds(100));
    rpc::ApiTest::TearDown();
  }

  static std::string Bearer(const std::string& role) {
    return "Authorization: Bearer " + TokenOf(role) + "\r\n";
  }
  TestAnswer As(const std::string& role, const std::string& method, const std::string& target,
                const std::string& body = "") const {
    return Fetch(gateway_->port(), method, target, role.empty() ? "" : Bearer(role), body);
  }

  std::unique_ptr<Gateway> gateway_;
};

}  // namespace vedette::gateway
