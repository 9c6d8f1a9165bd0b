#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/clock.h"
#include "engine/monitor/stream.h"
#include "vedette/v1/monitoring_service.pb.h"

namespace vedette::rpc {

// The parts of a stream's status that a delta can carry on their own.
enum class StatusField : uint8_t {
  kPhase,
  kHealth,
  kScore,
  kPenalties,
  kSince,
  kLastError,
  kRestarts,
  kMedia,
  kMetrics,
  kAlarms,
  kCoverage,
  kThumbnail,
};
inline constexpr size_t kStatusFields = 12;

// A configuration as shown: no status in it.
using ShownStream = std::shared_ptr<const v1::Stream>;

// What one stream's part in a delta or snapshot is made of. Cheap to copy; turned into a message
// outside of all locks.
struct WatchItem {
  std::string id;
  uint64_t revision = 0;
  bool removed = false;
  bool whole = false;  // configuration and all of the status
  ShownStream config;
  monitor::StreamStatusPtr status;  // null until the engine spoke
  uint32_t fields = 0;              // bit per StatusField, when not whole
};

// The present state of all streams with the revision at which each part last changed. From it the
// changes since any revision can be told, merged per stream, without keeping a history: that is
// both how a slow reader is served and how a broken watch is continued. A removed stream stays as a
// tombstone while a watch may still be continued from before its removal.
//
// Confined: StreamHub calls it under its lock. Time is an argument. Memory: one entry per stream.
class WatchLog {
 public:
  explicit WatchLog(std::chrono::milliseconds token_life) : token_life_(token_life) {}

  // Each returns the id's revision after the change, or 0 when nothing changed.
  uint64_t Configure(const std::string& id, ShownStream config, base::SteadyTime now);
  uint64_t Remove(const std::string& id, base::SteadyTime now);
  // A status of a stream that is not configured (already removed) changes nothing.
  uint64_t Publish(const monitor::StreamStatusPtr& status, base::SteadyTime now);

  // The revision of the last change.
  uint64_t head() const { return head_; }
  // False: newer changes were made more than `token_life` ago, start over.
  bool CanContinue(uint64_t revision, base::SteadyTime now);

  // All streams, by id. `ids` empty = all.
  std::vector<WatchItem> Snapshot(const std::unordered_set<std::string>& ids) const;
  // What changed after `revision`, oldest first, one item per stream.
  std::vector<WatchItem> Since(uint64_t revision, const std::unordered_set<std::string>& ids) const;

  size_t tombstones() const { return tombstones_; }

 private:
  struct Entry {
    ShownStream config;
    monitor::StreamStatusPtr status;
    uint64_t configured = 0;
    uint64_t last = 0;
    std::array<uint64_t, kStatusFields> changed{};
    bool removed = false;
  };

  void Touch(const std::string& id, Entry& entry, base::SteadyTime now);
  void Age(base::SteadyTime now);

  const std::chrono::milliseconds token_life_;
  std::unordered_map<std::string, Entry> entries_;
  std::map<uint64_t, std::string> order_;  // by Entry::last
  uint64_t head_ = 0;
  uint64_t oldest_ = 0;  // a watch may continue from this revision on
  // When the head reached what; at least 5 s apart, the last token_life.
  std::deque<std::pair<base::SteadyTime, uint64_t>> marks_;
  uint64_t marked_ = 0;  // the head of the last mark made
  base::SteadyTime last_change_{};
  size_t tombstones_ = 0;
};

// Which parts differ; every bit when `before` is null.
uint32_t ChangedFields(const monitor::StreamStatus* before, const monitor::StreamStatus& after);

v1::Stream WholeStream(const WatchItem& item);
v1::StreamDelta ToDelta(const WatchItem& item);

}  // namespace vedette::rpc
