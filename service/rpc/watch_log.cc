#include "service/rpc/watch_log.h"

#include <algorithm>

#include "service/rpc/mapping_alarm.h"
#include "service/rpc/mapping_status.h"

namespace vedette::rpc {
namespace {

constexpr std::chrono::seconds kMarkEvery{5};

bool Same(const checks::Penalty& a, const checks::Penalty& b) {
  return a.check == b.check && a.subject == b.subject && a.group == b.group && a.value == b.value &&
         a.limit == b.limit && a.duration_seconds == b.duration_seconds && a.weight == b.weight;
}

bool Same(const checks::AlarmRecord& a, const checks::AlarmRecord& b) {
  return a.check == b.check && a.subject == b.subject && a.state == b.state &&
         a.severity == b.severity && a.value == b.value && a.limit == b.limit &&
         a.since == b.since && a.raised == b.raised && a.cleared == b.cleared &&
         a.detail == b.detail && a.suppressed_by == b.suppressed_by;
}

bool Same(const monitor::TrackStatus& a, const monitor::TrackStatus& b) {
  const media::TrackInfo& x = a.info;
  const media::TrackInfo& y = b.info;
  return a.bitrate_bps == b.bitrate_bps && a.frame_rate == b.frame_rate &&
         a.gop_seconds == b.gop_seconds && a.packets == b.packets &&
         a.discontinuities == b.discontinuities && x.index == y.index && x.type == y.type &&
         x.codec == y.codec && x.profile == y.profile && x.language == y.language &&
         x.pid == y.pid && x.program == y.program && x.width == y.width && x.height == y.height &&
         x.frame_rate == y.frame_rate && x.interlaced == y.interlaced &&
         x.pixel_format == y.pixel_format && x.colour == y.colour &&
         x.sample_rate == y.sample_rate && x.channels == y.channels &&
         x.channel_layout == y.channel_layout;
}

bool Same(const monitor::Metrics& a, const monitor::Metrics& b) {
  return a.bitrate_bps == b.bitrate_bps && a.frame_rate == b.frame_rate &&
         a.gop_seconds == b.gop_seconds &&
         a.segment_download_seconds == b.segment_download_seconds &&
         a.open_milliseconds == b.open_milliseconds &&
         a.first_packet_milliseconds == b.first_packet_milliseconds &&
         a.first_key_frame_milliseconds == b.first_key_frame_milliseconds &&
         a.bytes_received == b.bytes_received && a.decoded_pictures == b.decoded_pictures &&
         a.decode_errors == b.decode_errors;
}

bool Same(const checks::Coverage& a, const checks::Coverage& b) {
  return a.tier == b.tier && a.share == b.share && a.age_seconds == b.age_seconds &&
         a.not_covered == b.not_covered && a.thrifty == b.thrifty &&
         a.sizes_no_evidence == b.sizes_no_evidence;
}

template <typename T>
bool Same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return Same(x, y); });
}

constexpr uint32_t Bit(StatusField field) { return 1U << static_cast<unsigned>(field); }
constexpr uint32_t kAll = (1U << kStatusFields) - 1;

}  // namespace

uint32_t ChangedFields(const monitor::StreamStatus* before, const monitor::StreamStatus& after) {
  if (before == nullptr) return kAll;
  uint32_t fields = 0;
  const auto note = [&](StatusField field, bool same) {
    if (!same) fields |= Bit(field);
  };
  note(StatusField::kPhase, before->phase == after.phase);
  note(StatusField::kHealth, before->verdict.health == after.verdict.health);
  note(StatusField::kScore, before->verdict.score == after.verdict.score);
  note(StatusField::kPenalties, Same(before->verdict.penalties, after.verdict.penalties));
  note(StatusField::kSince, before->since == after.since);
  note(StatusField::kLastError, before->last_error == after.last_error);
  note(StatusField::kRestarts, before->restarts == after.restarts);
  note(StatusField::kMedia,
       before->container == after.container && Same(before->tracks, after.tracks));
  note(StatusField::kMetrics, Same(before->metrics, after.metrics));
  note(StatusField::kAlarms, Same(before->alarms, after.alarms));
  note(StatusField::kCoverage, Same(before->coverage, after.coverage));
  note(StatusField::kThumbnail, before->has_thumbnail == after.has_thumbnail);
  return fields;
}

void WatchLog::Touch(const std::string& id, Entry& entry, base::SteadyTime now) {
  if (entry.last != 0) order_.erase(entry.last);
  entry.last = ++head_;
  last_change_ = now;
  order_.emplace(entry.last, id);
}

uint64_t WatchLog::Configure(const std::string& id, ShownStream config, base::SteadyTime now) {
  Age(now);
  Entry& entry = entries_[id];
  if (entry.removed) --tombstones_;
  const bool is_new = entry.last == 0 || entry.removed;
  entry.removed = false;
  Touch(id, entry, now);
  entry.config = std::move(config);
  entry.configured = entry.last;
  if (is_new) entry.status = nullptr;
  return entry.last;
}

uint64_t WatchLog::Remove(const std::string& id, base::SteadyTime now) {
  Age(now);
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.removed) return 0;
  Entry& entry = found->second;
  Touch(id, entry, now);
  entry.removed = true;
  entry.config = nullptr;
  entry.status = nullptr;
  ++tombstones_;
  return entry.last;
}

uint64_t WatchLog::Publish(const monitor::StreamStatusPtr& status, base::SteadyTime now) {
  Age(now);
  const auto found = entries_.find(status->id);
  if (found == entries_.end() || found->second.removed) return 0;
  Entry& entry = found->second;
  const uint32_t fields = ChangedFields(entry.status.get(), *status);
  entry.status = status;
  if (fields == 0) return 0;
  Touch(status->id, entry, now);
  for (size_t i = 0; i < kStatusFields; ++i) {
    if ((fields >> i & 1U) != 0) entry.changed[i] = entry.last;
  }
  return entry.last;
}

bool WatchLog::CanContinue(uint64_t revision, base::SteadyTime now) {
  Age(now);
  return revision >= oldest_ && revision <= head_;
}

void WatchLog::Age(base::SteadyTime now) {
  const bool marked = !marks_.empty() && marks_.back().first + kMarkEvery > now;
  if (!marked && head_ != marked_) {
    marks_.emplace_back(last_change_, head_);
    marked_ = head_;
  }
  bool older = false;
  while (!marks_.empty() && marks_.front().first + token_life_ <= now) {
    oldest_ = marks_.front().second;
    older = true;
    marks_.pop_front();
  }
  if (!older || tombstones_ == 0) return;
  for (auto it = order_.begin(); it != order_.end() && it->first <= oldest_;) {
    const auto entry = entries_.find(it->second);
    if (!entry->second.removed) {
      ++it;
      continue;
    }
    entries_.erase(entry);
    it = order_.erase(it);
    --tombstones_;
  }
}

std::vector<WatchItem> WatchLog::Snapshot(const std::unordered_set<std::string>& ids) const {
  std::vector<WatchItem> items;
  items.reserve(ids.empty() ? entries_.size() : ids.size());
  for (const auto& [id, entry] : entries_) {
    if (entry.removed || (!ids.empty() && ids.count(id) == 0)) continue;
    items.push_back({id, entry.last, false, true, entry.config, entry.status, 0});
  }
  std::sort(items.begin(), items.end(),
            [](const WatchItem& a, const WatchItem& b) { return a.id < b.id; });
  return items;
}

std::vector<WatchItem> WatchLog::Since(uint64_t revision,
                                       const std::unordered_set<std::string>& ids) const {
  std::vector<WatchItem> items;
  for (auto it = order_.upper_bound(revision); it != order_.end(); ++it) {
    const std::string& id = it->second;
    if (!ids.empty() && ids.count(id) == 0) continue;
    const Entry& entry = entries_.at(id);
    WatchItem item{id, entry.last, entry.removed, false, entry.config, entry.status, 0};
    item.whole = !entry.removed && entry.configured > revision;
    for (size_t i = 0; i < kStatusFields; ++i) {
      if (entry.changed[i] > revision) item.fields |= 1U << i;
    }
    items.push_back(std::move(item));
  }
  return items;
}

v1::Stream WholeStream(const WatchItem& item) {
  v1::Stream stream = *item.config;
  if (item.status != nullptr) {
    *stream.mutable_status() = ToProto(*item.status);
  } else {
    stream.mutable_status()->set_score(100);
    stream.mutable_status()->set_phase(item.config->paused() ? v1::PHASE_PAUSED : v1::PHASE_QUEUED);
  }
  return stream;
}

v1::StreamDelta ToDelta(const WatchItem& item) {
  v1::StreamDelta delta;
  delta.set_id(item.id);
  delta.set_revision(static_cast<int64_t>(item.revision));
  delta.set_removed(item.removed);
  if (item.removed) return delta;
  if (item.whole) {
    *delta.mutable_stream() = WholeStream(item);
    return delta;
  }
  const monitor::StreamStatus& status = *item.status;
  v1::StatusChange* change = delta.mutable_status();
  const auto has = [&](StatusField field) { return (item.fields & Bit(field)) != 0; };
  if (has(StatusField::kPhase)) change->set_phase(static_cast<v1::Phase>(status.phase));
  if (has(StatusField::kHealth)) {
    change->set_health(static_cast<v1::Health>(status.verdict.health));
  }
  if (has(StatusField::kScore)) change->set_score(status.verdict.score);
  if (has(StatusField::kPenalties)) {
    v1::PenaltyList* list = change->mutable_penalties();
    for (const checks::Penalty& penalty : status.verdict.penalties) {
      *list->add_penalties() = ToProto(penalty);
    }
  }
  if (has(StatusField::kSince)) SetTime(status.since, change->mutable_since());
  if (has(StatusField::kLastError)) change->set_last_error(ValidText(status.last_error));
  if (has(StatusField::kRestarts)) change->set_restarts(status.restarts);
  if (has(StatusField::kMedia)) *change->mutable_media() = MediaToProto(status);
  if (has(StatusField::kMetrics)) *change->mutable_metrics() = ToProto(status.metrics);
  if (has(StatusField::kAlarms)) {
    v1::AlarmList* list = change->mutable_alarms();
    for (const checks::AlarmRecord& alarm : status.alarms) {
      *list->add_alarms() = ToProto(status.id, alarm);
    }
  }
  if (has(StatusField::kCoverage)) *change->mutable_coverage() = ToProto(status.coverage);
  if (has(StatusField::kThumbnail)) change->set_has_thumbnail(status.has_thumbnail);
  return delta;
}

}  // namespace vedette::rpc
