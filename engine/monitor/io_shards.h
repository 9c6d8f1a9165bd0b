#pragma once

#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/net/event_loop.h"
#include "engine/net/http_client.h"
#include "engine/source/download_queue.h"

namespace vedette::monitor {

// One event loop, its HTTP client and the downloads that wait for their turn.
struct IoShard {
  IoShard(const std::string& name, const net::HttpClientOptions& options, base::ByteBudget& budget,
          const base::Clock& clock)
      : loop(name), downloads(loop, budget, clock) {
    loop.RunAndWait([&] { client = std::make_unique<net::HttpClient>(loop, options); });
  }
  ~IoShard() {
    loop.RunAndWait([this] { client.reset(); });
  }
  IoShard(const IoShard&) = delete;
  IoShard& operator=(const IoShard&) = delete;

  net::EventLoop loop;
  std::unique_ptr<net::HttpClient> client;
  source::DownloadQueue downloads;
  int streams = 0;  // IoShards' lock
};

// The event loops that all streams of an engine share. libcurl's multi handle serves about 250
// streams well (its cost per stream rises with idle connections, measured), so there is one loop
// for that many, all of them made at the start: threads do not come and go with streams.
// Synchronised.
class IoShards {
 public:
  IoShards(int expected_streams, const net::HttpClientOptions& options, base::ByteBudget& budget,
           const base::Clock& clock) {
    const int shards =
        std::clamp((expected_streams + kStreamsPerShard - 1) / kStreamsPerShard, 1, kMostShards);
    for (int i = 0; i < shards; ++i) {
      shards_.push_back(
          std::make_unique<IoShard>("io-" + std::to_string(i), options, budget, clock));
    }
  }

  // The shard with fewest streams, to be given back with Leave.
  IoShard& Join() EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    IoShard* least = shards_.front().get();
    for (const auto& shard : shards_) {
      if (shard->streams < least->streams) least = shard.get();
    }
    ++least->streams;
    return *least;
  }
  void Leave(IoShard& shard) EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    --shard.streams;
  }
  // Of a download for its turn, at present.
  base::milliseconds LongestDownloadWait(base::SteadyTime now) const {
    base::milliseconds longest{0};
    for (const auto& shard : shards_) {
      longest = std::max(longest, shard->downloads.LongestWait(now));
    }
    return longest;
  }

 private:
  static constexpr int kStreamsPerShard = 250;
  static constexpr int kMostShards = 16;

  base::Mutex mutex_;
  std::vector<std::unique_ptr<IoShard>> shards_;
};

}  // namespace vedette::monitor
