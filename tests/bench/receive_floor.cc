// The least that watching live HLS can cost here: fetches the playlists and segments of N channels
// with the engine's own event loops and HTTP client, and throws the bytes away.
//
// usage: receive_floor < URLS      one playlist URL a line; ends with SIGTERM
// Prints once a second: bytes received, segments, playlists, errors, all since the start.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "engine/net/curl_scope.h"
#include "tests/bench/floor_channel.h"

namespace {

volatile std::sig_atomic_t g_stop = 0;

}  // namespace

int main() {
  using vedette::bench::FloorChannel;
  using vedette::bench::FloorCounts;
  using vedette::monitor::IoShards;

  std::vector<std::string> urls;
  for (std::string url; std::getline(std::cin, url);) urls.push_back(url);
  std::signal(SIGTERM, [](int) { g_stop = 1; });
  const vedette::net::CurlScope curl;
  FloorCounts counts;
  vedette::base::ByteBudget budget(int64_t{1} << 40);
  const vedette::base::SystemClock clock{};
  IoShards shards(static_cast<int>(urls.size()), {}, budget, clock);
  std::vector<std::unique_ptr<FloorChannel>> channels;
  for (const std::string& url : urls) {
    channels.push_back(std::make_unique<FloorChannel>(url, shards.Join(), counts));
    channels.back()->Start();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // as MONITOR_START_DELAY
    if (g_stop != 0) break;
  }
  while (g_stop == 0) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    std::printf("%lld %lld %lld %lld\n", static_cast<long long>(counts.bytes),
                static_cast<long long>(counts.segments), static_cast<long long>(counts.playlists),
                static_cast<long long>(counts.errors));
    std::fflush(stdout);
  }
  for (auto& channel : channels) channel->Stop();
  return 0;
}
