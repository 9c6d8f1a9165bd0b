// The hub on its own, with watchers that are no gRPC calls.
#include "service/rpc/stream_hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace vedette::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

HubOptions Quick() {
  HubOptions options;
  options.interval = milliseconds(1);
  options.max_items = 7;
  return options;
}

ShownStream Shown(const std::string& id) {
  v1::Stream stream;
  stream.set_id(id);
  return std::make_shared<const v1::Stream>(stream);
}

monitor::StreamStatusPtr Score(const std::string& id, int score) {
  monitor::StreamStatus status;
  status.id = id;
  status.verdict.score = score;
  return std::make_shared<const monitor::StreamStatus>(status);
}

// Takes whatever there is at every wake-up and puts it together as a client would.
class CollectingWatcher final : public Watcher {
 public:
  CollectingWatcher(StreamHub& hub, WatchCursor cursor) : hub_(hub), cursor_(std::move(cursor)) {}

  void Wake(base::SteadyTime) override {
    base::MutexLock lock(mutex_);
    v1::WatchStreamsResponse message;
    while (hub_.Next(this, cursor_, &message)) {
      ++messages_;
      told_ += message.deltas_size() + message.merged();
      EXPECT_LE(message.streams_size() + message.deltas_size(), 7);
      for (const auto& stream : message.streams()) scores_[stream.id()] = stream.status().score();
      for (const auto& delta : message.deltas()) {
        if (delta.removed()) {
          scores_.erase(delta.id());
        } else if (delta.has_stream()) {
          scores_[delta.id()] = delta.stream().status().score();
        } else if (delta.status().has_score()) {
          scores_[delta.id()] = delta.status().score();
        }
      }
      changed_.NotifyAll();
    }
  }
  void Close() override { closed_ = true; }
  void Abort() override { aborted_ = true; }

  bool WaitFor(const std::map<std::string, int>& scores) {
    base::MutexLock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (scores_ != scores) {
      if (!changed_.WaitUntil(mutex_, deadline)) break;
    }
    return scores_ == scores;
  }
  int64_t told() {
    base::MutexLock lock(mutex_);
    return told_;
  }

  std::atomic<bool> closed_{false};
  std::atomic<bool> aborted_{false};

 private:
  StreamHub& hub_;
  base::Mutex mutex_;
  base::CondVar changed_;
  WatchCursor cursor_ GUARDED_BY(mutex_);
  std::map<std::string, int> scores_ GUARDED_BY(mutex_);
  int messages_ GUARDED_BY(mutex_) = 0;
  int64_t told_ GUARDED_BY(mutex_) = 0;
};

// Many workers publish, streams come and go, watchers join: everybody ends with the same state, and
// nothing is lost between what was told and what was merged.
TEST(StreamHub, EverybodyEndsWithTheSameState) {
  base::FakeClock clock;
  StreamHub hub(Quick(), clock);
  constexpr int kStreams = 20;
  constexpr int kWorkers = 4;
  constexpr int kRounds = 300;
  for (int i = 0; i < kStreams; ++i) hub.Configure(Shown("s" + std::to_string(i)));

  const auto early = std::make_shared<CollectingWatcher>(hub, *hub.Open({}));
  ASSERT_TRUE(hub.Attach(early, {}).ok());
  std::map<std::string, int> all;
  for (int i = 0; i < kStreams; ++i) all["s" + std::to_string(i)] = 100;
  ASSERT_TRUE(early->WaitFor(all));

  std::vector<std::thread> workers;
  for (int w = 0; w < kWorkers; ++w) {
    workers.emplace_back([&hub, w] {
      for (int round = 1; round <= kRounds; ++round) {
        for (int i = w; i < kStreams; i += kWorkers) {
          hub.OnStatus(Score("s" + std::to_string(i), round));
        }
      }
    });
  }
  std::vector<std::shared_ptr<CollectingWatcher>> late;
  for (int i = 0; i < 5; ++i) {
    late.push_back(std::make_shared<CollectingWatcher>(hub, *hub.Open({})));
    ASSERT_TRUE(hub.Attach(late.back(), {}).ok());
    hub.Configure(Shown("extra"));
    hub.Remove("extra");
  }
  for (auto& worker : workers) worker.join();
  for (auto& [id, score] : all) score = kRounds;
  EXPECT_TRUE(early->WaitFor(all));
  for (const auto& watcher : late) EXPECT_TRUE(watcher->WaitFor(all));
  EXPECT_EQ(early->told(), kStreams * kRounds + 10);
  for (const auto& watcher : late) hub.Detach(watcher.get());
  hub.Detach(early.get());
  EXPECT_EQ(hub.watchers(), 0);
}

TEST(StreamHub, AWatcherThatDoesNotEndIsBrokenOffAndReported) {
  base::FakeClock clock;
  StreamHub hub(Quick(), clock);
  const auto watcher = std::make_shared<CollectingWatcher>(hub, *hub.Open({}));
  ASSERT_TRUE(hub.Attach(watcher, {}).ok());
  EXPECT_FALSE(hub.Stop(milliseconds(40)));
  EXPECT_TRUE(watcher->closed_);
  EXPECT_TRUE(watcher->aborted_);
  EXPECT_EQ(hub.Attach(watcher, {}).code(), base::Code::kUnavailable);
  hub.Detach(watcher.get());
  EXPECT_TRUE(hub.Stop(milliseconds(40)));
}

TEST(StreamHub, WhatDoesNotConcernAWatcherIsNotTold) {
  base::FakeClock clock;
  StreamHub hub(Quick(), clock);
  hub.Configure(Shown("a"));
  hub.Configure(Shown("b"));
  v1::WatchStreamsRequest request;
  request.add_ids("a");
  WatchCursor cursor = *hub.Open(request);
  v1::WatchStreamsResponse message;
  ASSERT_TRUE(hub.Next(nullptr, cursor, &message));
  EXPECT_EQ(message.streams_size(), 1);
  hub.OnStatus(Score("b", 5));
  EXPECT_FALSE(hub.Next(nullptr, cursor, &message));
  // Its token moves on all the same: the quiet stream's watch does not grow old.
  EXPECT_NE(hub.Heartbeat(cursor).resume_token(), "");
  EXPECT_EQ(hub.Heartbeat(cursor).revision(), 3);
}

TEST(StreamHub, UnreadChangesOfALongDeltaComeBeforeNewOnes) {
  base::FakeClock clock;
  StreamHub hub(Quick(), clock);
  for (int i = 0; i < 10; ++i) hub.Configure(Shown("s" + std::to_string(i)));
  WatchCursor cursor = *hub.Open({});
  v1::WatchStreamsResponse message;
  ASSERT_TRUE(hub.Next(nullptr, cursor, &message));
  EXPECT_FALSE(message.snapshot_complete());
  EXPECT_EQ(message.resume_token(), "");
  hub.OnStatus(Score("s9", 1));  // after its snapshot was taken
  ASSERT_TRUE(hub.Next(nullptr, cursor, &message));
  EXPECT_TRUE(message.snapshot_complete());
  EXPECT_EQ(message.streams_size(), 3);
  EXPECT_EQ(message.streams(2).status().score(), 100);
  EXPECT_NE(message.resume_token(), "");
  ASSERT_TRUE(hub.Next(nullptr, cursor, &message));
  ASSERT_EQ(message.deltas_size(), 1);
  EXPECT_EQ(message.deltas(0).status().score(), 1);
  EXPECT_FALSE(hub.Next(nullptr, cursor, &message));
}

}  // namespace
}  // namespace vedette::rpc
