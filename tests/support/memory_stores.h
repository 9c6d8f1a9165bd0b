#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/base/mutex.h"
#include "service/store/event_store.h"
#include "service/store/stream_store.h"

namespace vedette::testing_support {

// Stores that live as long as the object and can be lost on command. Synchronised.
class MemoryStreamStore final : public store::StreamStore {
 public:
  base::Result<std::vector<monitor::StreamConfig>> LoadAll() override {
    base::MutexLock lock(mutex_);
    if (lost_) return Lost();
    std::vector<monitor::StreamConfig> all;
    for (const auto& [id, stream] : streams_) all.push_back(stream);
    return all;
  }
  base::Status Put(const std::vector<monitor::StreamConfig>& streams) override {
    base::MutexLock lock(mutex_);
    if (lost_) return Lost();
    for (const auto& stream : streams) streams_[stream.id] = stream;
    return base::Status::Ok();
  }
  base::Status Remove(const std::vector<std::string>& ids) override {
    base::MutexLock lock(mutex_);
    if (lost_) return Lost();
    for (const auto& id : ids) streams_.erase(id);
    return base::Status::Ok();
  }

  void SetLost(bool lost) {
    base::MutexLock lock(mutex_);
    lost_ = lost;
  }
  std::vector<std::string> Ids() const {
    base::MutexLock lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, stream] : streams_) ids.push_back(id);
    return ids;
  }

 private:
  static base::Status Lost() { return base::Unavailable("store_lost", "the store is lost"); }

  mutable base::Mutex mutex_;
  std::map<std::string, monitor::StreamConfig> streams_ GUARDED_BY(mutex_);
  bool lost_ GUARDED_BY(mutex_) = false;
};

class MemoryEventStore final : public store::EventStore {
 public:
  void Write(const std::string& stream_id, const checks::EventRecord& event) override {
    base::MutexLock lock(mutex_);
    for (store::StoredEvent& row : events_) {
      if (row.stream_id != stream_id || row.record.number != event.number) continue;
      row.record = event;
      return;
    }
    events_.push_back({static_cast<int64_t>(events_.size()) + 1, stream_id, event});
  }

  base::Result<std::vector<store::StoredEvent>> Query(const store::EventQuery& query) override {
    base::MutexLock lock(mutex_);
    if (lost_) return base::Unavailable("store_lost", "the store is lost");
    const auto key = [](const store::StoredEvent& row) {
      return std::make_pair(row.record.start.wall, row.id);
    };
    std::vector<store::StoredEvent> rows;
    for (const store::StoredEvent& row : events_) {
      const checks::EventRecord& event = row.record;
      if (!query.stream_id.empty() && row.stream_id != query.stream_id) continue;
      if (!query.check.empty() && event.check != query.check) continue;
      if (query.min_severity && event.severity < *query.min_severity) continue;
      if (query.from && event.start.wall < *query.from) continue;
      if (query.to && event.start.wall >= *query.to) continue;
      if (query.after && key(row) >= *query.after) continue;
      rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(),
              [&](const auto& a, const auto& b) { return key(a) > key(b); });
    if (rows.size() > static_cast<size_t>(query.limit))
      rows.resize(static_cast<size_t>(query.limit));
    return rows;
  }

  void WriteAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) override {
    base::MutexLock lock(mutex_);
    const Key key(stream_id, alarm.check, alarm.subject);
    if (alarm.state == checks::AlarmState::kOk) {
      alarms_.erase(key);
    } else {
      alarms_[key] = alarm;
    }
  }
  base::Result<std::vector<store::StoredAlarm>> Alarms() override {
    base::MutexLock lock(mutex_);
    if (lost_) return base::Unavailable("store_lost", "the store is lost");
    std::vector<store::StoredAlarm> all;
    for (const auto& [key, alarm] : alarms_) all.push_back({std::get<0>(key), alarm});
    return all;
  }
  bool connected() const override {
    base::MutexLock lock(mutex_);
    return !lost_;
  }

  void SetLost(bool lost) {
    base::MutexLock lock(mutex_);
    lost_ = lost;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string>;

  mutable base::Mutex mutex_;
  std::vector<store::StoredEvent> events_ GUARDED_BY(mutex_);
  std::map<Key, checks::AlarmRecord> alarms_ GUARDED_BY(mutex_);
  bool lost_ GUARDED_BY(mutex_) = false;
};

}  // namespace vedette::testing_support
