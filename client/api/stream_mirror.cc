#include "client/api/stream_mirror.h"

#include <algorithm>
#include <utility>

namespace vedette::client {
namespace {

void ApplyChange(const v1::StatusChange& change, v1::StreamStatus& status) {
  if (change.has_phase()) status.set_phase(change.phase());
  if (change.has_health()) status.set_health(change.health());
  if (change.has_score()) status.set_score(change.score());
  if (change.has_penalties()) {
    status.mutable_penalties()->CopyFrom(change.penalties().penalties());
  }
  if (change.has_since()) *status.mutable_since() = change.since();
  if (change.has_last_error()) status.set_last_error(change.last_error());
  if (change.has_restarts()) status.set_restarts(change.restarts());
  if (change.has_media()) *status.mutable_media() = change.media();
  if (change.has_metrics()) *status.mutable_metrics() = change.metrics();
  if (change.has_alarms()) status.mutable_alarms()->CopyFrom(change.alarms().alarms());
  if (change.has_coverage()) *status.mutable_coverage() = change.coverage();
  if (change.has_has_thumbnail()) status.set_has_thumbnail(change.has_thumbnail());
}

}  // namespace

std::vector<std::string> StreamMirror::Apply(const v1::WatchStreamsResponse& message) {
  std::vector<std::string> changed;
  if (message.kind() == v1::WATCH_KIND_SNAPSHOT) TakeSnapshot(message, changed);
  for (const v1::StreamDelta& delta : message.deltas()) {
    TakeDelta(delta);
    if (std::find(changed.begin(), changed.end(), delta.id()) == changed.end()) {
      changed.push_back(delta.id());
    }
  }
  merged_ += message.merged();
  return changed;
}

void StreamMirror::TakeSnapshot(const v1::WatchStreamsResponse& message,
                                std::vector<std::string>& changed) {
  // Parts come by id: one that goes back belongs to a new snapshot, the old one was broken off.
  if (!snapshot_.empty() && message.streams_size() > 0 &&
      message.streams(0).id() <= snapshot_.rbegin()->first) {
    snapshot_.clear();
  }
  for (const v1::Stream& stream : message.streams()) snapshot_[stream.id()] = stream;
  if (!message.snapshot_complete()) return;
  for (const auto& [id, stream] : snapshot_) changed.push_back(id);
  for (const auto& [id, stream] : streams_) {
    if (snapshot_.count(id) == 0) changed.push_back(id);
  }
  streams_ = std::exchange(snapshot_, {});
  complete_ = true;
}

void StreamMirror::TakeDelta(const v1::StreamDelta& delta) {
  if (delta.removed()) {
    streams_.erase(delta.id());
  } else if (delta.has_stream()) {
    streams_[delta.id()] = delta.stream();
  } else if (delta.has_status()) {
    // A change of a stream that was never told belongs to none.
    const auto found = streams_.find(delta.id());
    if (found != streams_.end()) ApplyChange(delta.status(), *found->second.mutable_status());
  }
}

}  // namespace vedette::client
