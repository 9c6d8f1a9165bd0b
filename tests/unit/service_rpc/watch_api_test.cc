#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using testing::ElementsAre;

class WatchApi : public ApiTest {
 protected:
  // One watch and what a client would have put together from it.
  struct Watch {
    Watch(v1::MonitoringService::Stub& stub, const v1::WatchStreamsRequest& request)
        : call("viewer"), reader(stub.WatchStreams(&call.context, request)) {}

    // Reads until `done` holds; false when the call ended first (or at its deadline).
    template <typename Done>
    bool Until(Done done) {
      while (!done()) {
        if (!Next()) return false;
      }
      return true;
    }
    bool Next() {
      if (!reader->Read(&message)) return false;
      if (message.kind() == v1::WATCH_KIND_HEARTBEAT) ++heartbeats;
      if (!message.resume_token().empty()) token = message.resume_token();
      for (const auto& stream : message.streams()) streams[stream.id()] = stream;
      snapshot_complete = snapshot_complete || message.snapshot_complete();
      snapshots += message.kind() == v1::WATCH_KIND_SNAPSHOT ? 1 : 0;
      merged += message.merged();
      deltas += message.deltas_size();
      EXPECT_GE(message.revision(), revision);
      revision = message.revision();
      for (const auto& delta : message.deltas()) {
        if (delta.removed()) {
          streams.erase(delta.id());
        } else if (delta.has_stream()) {
          streams[delta.id()] = delta.stream();
        } else if (delta.status().has_score()) {
          streams[delta.id()].mutable_status()->set_score(delta.status().score());
        }
      }
      return true;
    }
    int Score(const std::string& id) { return streams[id].status().score(); }
    std::vector<std::string> Ids() const {
      std::vector<std::string> ids;
      for (const auto& [id, stream] : streams) ids.push_back(id);
      return ids;
    }
    grpc::Status Cancel() {
      call.context.TryCancel();
      while (reader->Read(&message)) {
      }
      return reader->Finish();
    }

    Call call;
    std::unique_ptr<grpc::ClientReader<v1::WatchStreamsResponse>> reader;
    v1::WatchStreamsResponse message;
    std::map<std::string, v1::Stream> streams;
    std::string token;
    bool snapshot_complete = false;
    int snapshots = 0;
    int heartbeats = 0;
    int deltas = 0;
    int merged = 0;
    int64_t revision = 0;
  };

  bool WaitForWatchers(int count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (hub_.watchers() != count) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
};

TEST_F(WatchApi, SnapshotInPartsThenDeltas) {
  for (int i = 0; i < 10; ++i) Make("ch" + std::to_string(i));
  Run("ch3", 77);
  Watch watch(*monitoring_stub_, {});
  ASSERT_TRUE(watch.Until([&] { return watch.snapshot_complete; }));
  EXPECT_EQ(watch.streams.size(), 10U);
  EXPECT_EQ(watch.snapshots, 3);  // four in each
  EXPECT_EQ(watch.Score("ch3"), 77);
  EXPECT_EQ(watch.streams["ch3"].url(), "http://host/a");
  EXPECT_FALSE(watch.streams["ch3"].etag().empty());

  Run("ch3", 50);
  Make("new");
  ASSERT_TRUE(registry_.Remove({"ch0"}, "", false).ok());
  ASSERT_TRUE(watch.Until([&] {
    return watch.Score("ch3") == 50 && watch.streams.count("new") && !watch.streams.count("ch0");
  }));
  EXPECT_EQ(watch.Cancel().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(WaitForWatchers(0));
}

TEST_F(WatchApi, AnEmptyDaemonGivesAnEmptySnapshotAndHeartbeats) {
  Watch watch(*monitoring_stub_, {});
  ASSERT_TRUE(watch.Next());
  EXPECT_EQ(watch.message.kind(), v1::WATCH_KIND_SNAPSHOT);
  EXPECT_TRUE(watch.snapshot_complete);
  clock_.Advance(std::chrono::seconds(1));
  ASSERT_TRUE(watch.Until([&] { return watch.heartbeats > 0; }));
  EXPECT_NE(watch.token, "");
}

TEST_F(WatchApi, OnlyTheStreamsAskedFor) {
  for (const char* id : {"a", "b", "c"}) Make(id);
  v1::WatchStreamsRequest request;
  request.add_ids("b");
  request.add_ids("later");
  Watch watch(*monitoring_stub_, request);
  ASSERT_TRUE(watch.Until([&] { return watch.snapshot_complete; }));
  EXPECT_THAT(watch.Ids(), ElementsAre("b"));
  Run("a", 5);
  Run("b", 6);
  Make("later");
  ASSERT_TRUE(watch.Until([&] { return watch.streams.count("later") == 1; }));
  EXPECT_EQ(watch.Score("b"), 6);
  EXPECT_THAT(watch.Ids(), ElementsAre("b", "later"));
}

TEST_F(WatchApi, ABrokenWatchGoesOnWithoutASnapshot) {
  for (const char* id : {"a", "b", "c"}) Make(id);
  Run("a", 100);
  Watch first(*monitoring_stub_, {});
  ASSERT_TRUE(first.Until([&] { return first.snapshot_complete; }));
  first.Cancel();

  Run("a", 30);
  ASSERT_TRUE(registry_.Remove({"b"}, "", false).ok());
  Make("d");
  v1::WatchStreamsRequest request;
  request.set_resume_token(first.token);
  Watch second(*monitoring_stub_, request);
  second.streams = first.streams;
  ASSERT_TRUE(second.Until([&] { return second.deltas >= 3; }));
  EXPECT_EQ(second.snapshots, 0);
  EXPECT_EQ(second.merged, 0);
  EXPECT_THAT(second.Ids(), ElementsAre("a", "c", "d"));
  EXPECT_EQ(second.Score("a"), 30);
}

TEST_F(WatchApi, ATokenTooOldOrOfAnotherDaemonStartsOver) {
  Make("a");
  Watch first(*monitoring_stub_, {});
  ASSERT_TRUE(first.Until([&] { return first.snapshot_complete; }));
  first.Cancel();
  v1::WatchStreamsRequest request;
  request.set_resume_token(first.token);
  const auto ended = [&] {
    Watch watch(*monitoring_stub_, request);
    EXPECT_FALSE(watch.Next());
    return watch.reader->Finish();
  };

  Run("a", 1);
  clock_.Advance(std::chrono::minutes(11));
  Run("a", 2);
  const grpc::Status old = ended();
  EXPECT_EQ(old.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(InfoOf(old).reason(), "RESUME_TOKEN_TOO_OLD");

  std::string other = first.token;
  other[0] = other[0] == '0' ? '1' : '0';
  request.set_resume_token(other);
  EXPECT_EQ(ended().error_code(), grpc::StatusCode::OUT_OF_RANGE);

  for (const std::string token : {"rubbish", "1-2", "1-2-3x", "", "-"}) {
    if (token.empty()) continue;
    request.set_resume_token(token);
    EXPECT_THAT(FieldsOf(ended()), ElementsAre("resume_token")) << token;
  }
  request.set_resume_token(first.token);
  request.add_ids("a");
  EXPECT_THAT(FieldsOf(ended()), ElementsAre("resume_token"));
}

TEST_F(WatchApi, TooManyIdsAndTooManyWatchers) {
  v1::WatchStreamsRequest request;
  for (int i = 0; i < 1001; ++i) request.add_ids("id" + std::to_string(i));
  Watch refused(*monitoring_stub_, request);
  EXPECT_FALSE(refused.Next());
  EXPECT_THAT(FieldsOf(refused.reader->Finish()), ElementsAre("ids"));

  std::vector<std::unique_ptr<Watch>> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(std::make_unique<Watch>(*monitoring_stub_, v1::WatchStreamsRequest{}));
    ASSERT_TRUE(open.back()->Next());
  }
  Watch fourth(*monitoring_stub_, {});
  EXPECT_FALSE(fourth.Next());
  EXPECT_EQ(fourth.reader->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  open[0]->Cancel();
  EXPECT_TRUE(WaitForWatchers(2));
  Watch fifth(*monitoring_stub_, {});
  EXPECT_TRUE(fifth.Next());
}

// The reader stops reading while 3,000 changes with 200 KB of text each pass: what it
// gets then is the latest state, few messages, and the number of changes that were merged.
TEST_F(WatchApi, ASlowReaderGetsTheLatestStateAndACount) {
  Make("a");
  Make("b");
  Watch watch(*monitoring_stub_, {});
  ASSERT_TRUE(watch.Until([&] { return watch.snapshot_complete; }));
  const int64_t before = watch.revision;
  monitor::StreamStatus status;
  status.id = "a";
  status.phase = monitor::Phase::kRunning;
  constexpr int kChanges = 3000;
  for (int i = 1; i <= kChanges; ++i) {
    status.verdict.score = i % 101;
    // Text enough to fill every buffer between the two ends, were it queued.
    status.last_error.assign(200000, static_cast<char>('a' + i % 26));
    engine_.Publish(status);
  }
  Run("b", 42);
  ASSERT_TRUE(watch.Until([&] { return watch.Score("b") == 42; }));
  EXPECT_EQ(watch.Score("a"), kChanges % 101);
  EXPECT_LT(watch.deltas, kChanges / 10);
  EXPECT_EQ(watch.revision, before + kChanges + 1);
  EXPECT_EQ(watch.deltas + watch.merged, kChanges + 1);
}

TEST_F(WatchApi, TheHubsEndIsTheWatchsEnd) {
  Make("a");
  Watch watch(*monitoring_stub_, {});
  ASSERT_TRUE(watch.Next());
  EXPECT_TRUE(hub_.Stop(std::chrono::seconds(5)));
  while (watch.Next()) {
  }
  EXPECT_EQ(watch.reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  Watch late(*monitoring_stub_, {});
  EXPECT_FALSE(late.Next());
  EXPECT_EQ(late.reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

// A reader that never reads again must not hold the end of the daemon up.
TEST_F(WatchApi, AStuckReaderIsBrokenOffAtTheEnd) {
  Make("a");
  Watch watch(*monitoring_stub_, {});
  ASSERT_TRUE(watch.Next());
  monitor::StreamStatus status;
  status.id = "a";
  for (int i = 0; i < 200; ++i) {
    status.last_error.assign(2000000, static_cast<char>('a' + i % 26));
    engine_.Publish(status);
    std::this_thread::yield();
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(hub_.Stop(std::chrono::milliseconds(2000)));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2500));
}

}  // namespace
}  // namespace vedette::rpc
