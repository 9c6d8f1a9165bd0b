#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/checks/check.h"

namespace vedette::store {

struct StoredEvent {
  int64_t id = 0;  // made by the store, > 0, grows in the order in which events were first written
  std::string stream_id;
  checks::EventRecord record;
};

// At most this many events are given to one query.
inline constexpr int kMaxEvents = 1000;

// Which events; what is empty does not restrict.
struct EventQuery {
  std::string stream_id;
  std::string check;
  std::optional<checks::Severity> min_severity;
  std::optional<base::WallTime> from;  // start >= from
  std::optional<base::WallTime> to;    // start < to
  // Continue after this event in the order of the answer: its start and id.
  std::optional<std::pair<base::WallTime, int64_t>> after;
  int limit = 100;
};

struct StoredAlarm {
  std::string stream_id;
  checks::AlarmRecord record;
};

// The history of facts, and the alarms as last told. Synchronised.
class EventStore {
 public:
  virtual ~EventStore() = default;

  // Adds an event, or replaces the one with the same stream and number that this process wrote
  // before. Does not block: written soon after, in order.
  virtual void Write(const std::string& stream_id, const checks::EventRecord& event) = 0;
  // The newest by start first, then by id. Blocks on the store, with a deadline.
  virtual base::Result<std::vector<StoredEvent>> Query(const EventQuery& query) = 0;

  // Keeps the alarm in place of the one of the same stream, check and subject; one that is ok is
  // forgotten. Does not block.
  virtual void WriteAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) = 0;
  // All alarms kept. Blocks on the store, with a deadline.
  virtual base::Result<std::vector<StoredAlarm>> Alarms() = 0;

  // Whether the last access worked. Does not block.
  virtual bool connected() const = 0;
};

}  // namespace vedette::store
