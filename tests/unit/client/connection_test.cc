#include "client/api/connection.h"

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::client {
namespace {

// The client against the API itself, over an engine without media.
class ConnectionTest : public rpc::ApiTest {
 protected:
  std::unique_ptr<Connection> Connect(const std::string& role) {
    ConnectionOptions options;
    options.address = "127.0.0.1:" + std::to_string(host_->port());
    if (!role.empty()) options.token = TokenOf(role);
    auto connection = Connection::Create(options);
    EXPECT_TRUE(connection.ok());
    return std::move(*connection);
  }

  static base::Status Get(Connection& connection, const std::string& id, v1::Stream& stream) {
    v1::GetStreamRequest request;
    request.set_id(id);
    return connection.Call(connection.monitoring(), &v1::MonitoringService::Stub::GetStream,
                           request, &stream);
  }
};

TEST_F(ConnectionTest, CallsWithTheToken) {
  Make("ch1", "http://host/one");
  v1::Stream stream;
  const auto status = Get(*Connect("viewer"), "ch1", stream);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(stream.url(), "http://host/one");
}

TEST_F(ConnectionTest, WithoutATokenItSaysHowToGetOne) {
  v1::Stream stream;
  const auto status = Get(*Connect(""), "ch1", stream);
  EXPECT_EQ(status.code(), base::Code::kUnauthenticated);
  EXPECT_NE(status.message().find("VEDETTE_TOKEN"), std::string::npos) << status.message();
}

TEST_F(ConnectionTest, RefusalsKeepCodeAndReason) {
  v1::Stream stream;
  const auto status = Get(*Connect("viewer"), "nothing", stream);
  EXPECT_EQ(status.code(), base::Code::kNotFound);
  EXPECT_NE(status.reason(), kUnreachable);
}

TEST_F(ConnectionTest, EveryBadFieldIsNamed) {
  const auto connection = Connect("operator");
  v1::CreateStreamRequest request;
  request.mutable_stream()->set_id("ch1");
  request.mutable_stream()->set_url("http://host/a");
  request.mutable_stream()->set_depth(static_cast<v1::Depth>(99));
  (*request.mutable_stream()->mutable_headers())["X"] = "a\nb";
  v1::Stream stream;
  const auto status = connection->Call(
      connection->monitoring(), &v1::MonitoringService::Stub::CreateStream, request, &stream);
  EXPECT_EQ(status.code(), base::Code::kInvalidArgument);
  EXPECT_NE(status.message().find("stream.depth"), std::string::npos) << status.message();
  EXPECT_NE(status.message().find("stream.headers"), std::string::npos) << status.message();
}

TEST_F(ConnectionTest, NobodyThere) {
  const auto connection = Connect("viewer");
  host_->Stop(std::chrono::seconds(1));
  v1::Stream stream;
  const auto status = Get(*connection, "ch1", stream);
  EXPECT_EQ(status.reason(), kUnreachable);
  EXPECT_NE(status.message().find(connection->address()), std::string::npos) << status.message();
}

TEST(Connection, UnreadableCertificates) {
  ConnectionOptions options;
  options.ca_file = "/nowhere/ca.pem";
  const auto connection = Connection::Create(options);
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.status().reason(), "tls-ca");
}

}  // namespace
}  // namespace vedette::client
