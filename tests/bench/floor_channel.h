#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

#include "engine/monitor/io_shards.h"

namespace vedette::bench {

// What all channels together did.
struct FloorCounts {
  std::atomic<int64_t> bytes{0};
  std::atomic<int64_t> segments{0};
  std::atomic<int64_t> playlists{0};
  std::atomic<int64_t> errors{0};
};

// One live channel whose segments are fetched to nowhere: the playlist once per target duration
// (half of it when nothing was new), each segment once, one request at a time. Lives on its shard's
// loop; Start and Stop may be called from any other thread.
class FloorChannel {
 public:
  // `shard` and `counts` must outlive it.
  FloorChannel(std::string url, monitor::IoShard& shard, FloorCounts& counts);

  void Start();
  void Stop();  // nothing runs after it has returned

 private:
  void FetchPlaylist();
  void OnPlaylist(base::Result<net::HttpResponse> answer);
  void FetchNextSegment();
  void After(base::milliseconds delay);

  const std::string url_;
  const std::string folder_;
  monitor::IoShard& shard_;
  FloorCounts& counts_;
  net::HttpSessionPtr session_;
  net::HttpClient::RequestId request_ = 0;
  net::EventLoop::TimerId timer_ = 0;
  base::SteadyTime asked_{};
  int64_t next_ = -1;  // media sequence number
  base::milliseconds target_{4000};
  bool moved_ = false;
  std::deque<std::string> waiting_;
};

}  // namespace vedette::bench
