#include "client/api/watch_feed.h"

#include "client/api/stream_mirror.h"
#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::client {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

class WatchFeedTest : public rpc::ApiTest {
 protected:
  std::unique_ptr<Connection> Connect(const std::string& role = "viewer") {
    ConnectionOptions options;
    options.address = "127.0.0.1:" + std::to_string(host_->port());
    options.token = TokenOf(role);
    auto connection = Connection::Create(options);
    EXPECT_TRUE(connection.ok());
    return std::move(*connection);
  }

  // Applies what comes until `done` holds.
  template <typename Done>
  bool Until(WatchFeed& feed, Done done) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      const auto batch = feed.Take(std::chrono::milliseconds(50));
      trouble_ = batch.trouble;
      end_ = batch.end;
      for (const auto& message : batch.messages) mirror_.Apply(message);
    }
    return true;
  }

  StreamMirror mirror_;
  std::string trouble_;
  base::Status end_;
};

TEST_F(WatchFeedTest, SnapshotThenChanges) {
  Make("ch1");
  const auto connection = Connect();
  WatchFeed feed(*connection, {});
  ASSERT_TRUE(Until(feed, [this] { return mirror_.streams().count("ch1") == 1; }));
  Run("ch1", 60, checks::Health::kDegraded);
  ASSERT_TRUE(Until(feed, [this] { return mirror_.streams().at("ch1").status().score() == 60; }));
  EXPECT_EQ(mirror_.streams().at("ch1").status().health(), v1::HEALTH_DEGRADED);
}

TEST_F(WatchFeedTest, OnlyTheStreamsAskedFor) {
  Make("ch1");
  Make("ch2");
  const auto connection = Connect();
  WatchFeed feed(*connection, {"ch2"});
  ASSERT_TRUE(Until(feed, [this] { return mirror_.complete(); }));
  EXPECT_EQ(mirror_.streams().count("ch1"), 0U);
  EXPECT_EQ(mirror_.streams().count("ch2"), 1U);
}

TEST_F(WatchFeedTest, GivesUpWhenRefused) {
  ConnectionOptions options;
  options.address = "127.0.0.1:" + std::to_string(host_->port());
  const auto connection = Connection::Create(options);
  WatchFeed feed(**connection, {});
  ASSERT_TRUE(Until(feed, [this] { return !end_.ok(); }));
  EXPECT_EQ(end_.code(), base::Code::kUnauthenticated);
}

TEST_F(WatchFeedTest, GivesUpWhenThereNeverWasADaemon) {
  const auto connection = Connect();
  host_->Stop(std::chrono::seconds(1));
  WatchFeed feed(*connection, {});
  ASSERT_TRUE(Until(feed, [this] { return !end_.ok(); }));
  EXPECT_EQ(end_.reason(), kUnreachable);
}

TEST_F(WatchFeedTest, TriesAgainWhenTheDaemonGoes) {
  Make("ch1");
  const auto connection = Connect();
  WatchFeed feed(*connection, {});
  ASSERT_TRUE(Until(feed, [this] { return mirror_.complete(); }));
  hub_.Stop(std::chrono::seconds(5));
  host_->Stop(std::chrono::seconds(5));
  ASSERT_TRUE(Until(feed, [this] { return !trouble_.empty(); }));
  EXPECT_TRUE(end_.ok()) << end_.message();
}

}  // namespace
}  // namespace vedette::client
