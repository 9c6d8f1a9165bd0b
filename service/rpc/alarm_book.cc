#include "service/rpc/alarm_book.h"

namespace vedette::rpc {
namespace {

constexpr std::chrono::seconds kTrustAfter{60};

checks::AlarmRecord Cleared(checks::AlarmRecord alarm, base::WallTime now) {
  alarm.state = checks::AlarmState::kOk;
  alarm.cleared = now;
  return alarm;
}

}  // namespace

AlarmBook::AlarmBook(store::EventStore& store, const base::Clock& clock)
    : store_(store), clock_(clock) {}

base::Status AlarmBook::Load() {
  auto stored = store_.Alarms();
  if (!stored.ok()) return stored.status().Wrap("reading the stored alarms");
  base::MutexLock lock(mutex_);
  for (store::StoredAlarm& alarm : *stored) {
    Stream& stream = streams_[alarm.stream_id];
    stream.inherits = true;
    const Key key(alarm.record.check, alarm.record.subject);
    stream.alarms[key] = {std::move(alarm.record), true};
  }
  return base::Status::Ok();
}

void AlarmBook::Forget(const std::string& stream_id) {
  std::map<Key, Kept> gone;
  {
    base::MutexLock lock(mutex_);
    const auto found = streams_.find(stream_id);
    if (found == streams_.end()) return;
    gone = std::move(found->second.alarms);
    streams_.erase(found);
  }
  for (auto& [key, kept] : gone) {
    store_.WriteAlarm(stream_id, Cleared(std::move(kept.record), clock_.Wall()));
  }
}

std::vector<store::StoredAlarm> AlarmBook::List() const {
  base::MutexLock lock(mutex_);
  std::vector<store::StoredAlarm> list;
  for (const auto& [id, stream] : streams_) {
    for (const auto& [key, kept] : stream.alarms) list.push_back({id, kept.record});
  }
  return list;
}

void AlarmBook::OnStatus(const monitor::StreamStatusPtr& status) {
  std::vector<checks::AlarmRecord> gone;
  {
    base::MutexLock lock(mutex_);
    const auto found = streams_.find(status->id);
    if (found == streams_.end() || !found->second.inherits) return;
    Stream& stream = found->second;
    const bool looked_at = status->phase == monitor::Phase::kRunning &&
                           status->verdict.health != checks::Health::kUnknown;
    if (!looked_at) {
      stream.good_since = {};
      return;
    }
    if (stream.good_since == base::SteadyTime{}) stream.good_since = clock_.Steady();
    if (clock_.Steady() - stream.good_since < kTrustAfter) return;
    for (auto it = stream.alarms.begin(); it != stream.alarms.end();) {
      if (!it->second.inherited) {
        ++it;
        continue;
      }
      gone.push_back(std::move(it->second.record));
      it = stream.alarms.erase(it);
    }
    stream.inherits = false;
  }
  for (checks::AlarmRecord& alarm : gone) {
    store_.WriteAlarm(status->id, Cleared(std::move(alarm), clock_.Wall()));
  }
}

void AlarmBook::OnEvent(const std::string& stream_id, const checks::EventRecord& event) {
  store_.Write(stream_id, event);
}

void AlarmBook::OnAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) {
  {
    base::MutexLock lock(mutex_);
    Stream& stream = streams_[stream_id];
    const Key key(alarm.check, alarm.subject);
    if (alarm.state == checks::AlarmState::kOk) {
      stream.alarms.erase(key);
      if (stream.alarms.empty()) streams_.erase(stream_id);
    } else {
      stream.alarms[key] = {alarm, false};
    }
  }
  store_.WriteAlarm(stream_id, alarm);
}

}  // namespace vedette::rpc
