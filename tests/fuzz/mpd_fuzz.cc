#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/dash/manifest_tracker.h"
#include "engine/dash/parse_manifest.h"
#include "engine/dash/period_fault.h"

using namespace vedette;  // NOLINT

namespace {

void Look(dash::ManifestTracker& tracker, std::string_view text, int at) {
  const base::SteadyTime now{base::seconds(at)};
  const base::WallTime wall{base::seconds(1767225600 + at)};
  base::Result<dash::Manifest> manifest = dash::ParseManifest(text, "http://host/a/m.mpd?t=1");
  if (manifest.ok()) {
    dash::PeriodFault(*manifest);
    dash::LargestTimelineGap(*manifest);
    tracker.Feed(*std::move(manifest), now, now);
  } else {
    tracker.FeedFailure(now, now, base::seconds(0));
  }
  for (const auto& lane : tracker.Advance(now, wall)) {
    int64_t last = -1;
    for (const auto& segment : lane.segments) {
      if (segment.sequence <= last) std::abort();
      last = segment.sequence;
    }
  }
  if (tracker.next_look() < now) std::abort();
}

}  // namespace

// Two manifests, split by a zero byte, as two looks at one URL, from the newest segment and from
// the beginning.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t split = text.find('\0');
  using Start = dash::ManifestTracker::Start;
  for (const Start start : {Start::kNewest, Start::kBeginning}) {
    dash::ManifestTracker tracker(start, dash::Choice::kAll);
    Look(tracker, text.substr(0, split), 1);
    if (split != std::string_view::npos) Look(tracker, text.substr(split + 1), 3);
  }
  return 0;
}
