#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "engine/hls/parse_playlist.h"
#include "engine/hls/playlist_tracker.h"
#include "engine/hls/rendition_plan.h"

using namespace vedette;  // NOLINT

namespace {

void Track(hls::PlaylistTracker& tracker, std::string_view text, int at) {
  const std::vector<hls::Variable> imported = {{"a", "{$a}"}};
  const auto playlist = hls::ParseMediaPlaylist(text, "http://host/p?a=1", &imported);
  const base::SteadyTime now{base::seconds(at)};
  if (!playlist.ok()) return tracker.FeedFailure(now, now, base::seconds(0));
  for (const hls::Segment& segment : playlist->segments) {
    if (segment.key >= static_cast<int>(playlist->keys.size()) ||
        segment.map >= static_cast<int>(playlist->maps.size())) {
      std::abort();
    }
  }
  const hls::PlaylistTracker::Update update = tracker.Feed(*playlist, now, now);
  if (update.first_new > playlist->segments.size() || tracker.next_look() < now) std::abort();
}

}  // namespace

// Two playlists, split by a zero byte, as two looks at one URL; and as a multivariant playlist.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t split = text.find('\0');
  const std::string_view first = text.substr(0, split);
  hls::PlaylistTracker tracker(hls::PlaylistTracker::Start::kNewest);
  Track(tracker, first, 1);
  if (split != std::string_view::npos) Track(tracker, text.substr(split + 1), 2);
  hls::IsMasterPlaylist(first);
  if (const auto master = hls::ParseMasterPlaylist(first); master.ok()) {
    for (const auto& playlist : hls::PlanRenditions(*master, hls::Choice::kAll)) {
      if (playlist.uri.empty()) std::abort();
    }
  }
  return 0;
}
