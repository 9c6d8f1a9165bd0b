#include "engine/monitor/probe_events.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace vedette::monitor {
namespace {

double WallSeconds(const checks::EventRecord& event) {
  return std::chrono::duration<double>(event.start.wall.time_since_epoch()).count();
}

bool OnMedia(const checks::EventRecord& event) { return !std::isnan(event.start.media); }

}  // namespace

void ProbeEvents::Add(checks::EventRecord event) {
  const auto known = places_.find(event.number);
  if (known != places_.end()) {
    events_[known->second] = std::move(event);
  } else if (events_.size() < kMost) {
    places_.emplace(event.number, events_.size());
    events_.push_back(std::move(event));
  }
}

std::vector<checks::EventRecord> ProbeEvents::Take() {
  // One scale for both: wall time, with the media set where the first event tied to it was.
  const auto tied = std::find_if(events_.begin(), events_.end(), OnMedia);
  const double offset = tied == events_.end() ? 0 : WallSeconds(*tied) - tied->start.media;
  const auto at = [&](const checks::EventRecord& event) {
    return OnMedia(event) ? event.start.media + offset : WallSeconds(event);
  };
  std::stable_sort(events_.begin(), events_.end(),
                   [&](const auto& a, const auto& b) { return at(a) < at(b); });
  places_.clear();
  return std::exchange(events_, {});
}

}  // namespace vedette::monitor
