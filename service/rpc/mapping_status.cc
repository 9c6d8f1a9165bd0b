#include "service/rpc/mapping_status.h"

#include "service/rpc/mapping_alarm.h"

namespace vedette::rpc {

static_assert(static_cast<int>(monitor::Phase::kQueued) == v1::PHASE_QUEUED);
static_assert(static_cast<int>(monitor::Phase::kFailed) == v1::PHASE_FAILED);
static_assert(static_cast<int>(checks::Health::kUnknown) == v1::HEALTH_UNKNOWN);
static_assert(static_cast<int>(checks::Health::kDown) == v1::HEALTH_DOWN);
static_assert(static_cast<int>(checks::Depth::kManifest) == v1::DEPTH_MANIFEST);
static_assert(static_cast<int>(checks::Depth::kFull) == v1::DEPTH_FULL);
static_assert(static_cast<int>(media::TrackType::kVideo) == v1::TRACK_TYPE_VIDEO);
static_assert(static_cast<int>(media::TrackType::kData) == v1::TRACK_TYPE_DATA);

v1::Track ToProto(const monitor::TrackStatus& track) {
  const media::TrackInfo& info = track.info;
  v1::Track out;
  out.set_index(info.index);
  out.set_type(static_cast<v1::TrackType>(info.type));
  out.set_codec(ValidText(info.codec));
  out.set_width(info.width);
  out.set_height(info.height);
  out.set_frame_rate(Finite(track.frame_rate));
  out.set_bitrate_bps(Finite(track.bitrate_bps));
  out.set_gop_seconds(Finite(track.gop_seconds));
  out.set_pid(info.pid);
  out.set_packets(track.packets);
  out.set_profile(ValidText(info.profile));
  out.set_language(ValidText(info.language));
  out.set_program(info.program);
  out.set_nominal_frame_rate(Finite(info.frame_rate));
  out.set_interlaced(info.interlaced);
  out.set_pixel_format(ValidText(info.pixel_format));
  out.set_colour(ValidText(info.colour));
  out.set_sample_rate(info.sample_rate);
  out.set_channels(info.channels);
  out.set_channel_layout(ValidText(info.channel_layout));
  out.set_discontinuities(track.discontinuities);
  return out;
}

v1::MediaInfo MediaToProto(const monitor::StreamStatus& status) {
  v1::MediaInfo out;
  out.set_container(ValidText(status.container));
  for (const monitor::TrackStatus& track : status.tracks) *out.add_tracks() = ToProto(track);
  return out;
}

v1::Metrics ToProto(const monitor::Metrics& metrics) {
  v1::Metrics out;
  out.set_bitrate_bps(Finite(metrics.bitrate_bps));
  out.set_frame_rate(Finite(metrics.frame_rate));
  out.set_gop_seconds(Finite(metrics.gop_seconds));
  out.set_segment_download_seconds(Finite(metrics.segment_download_seconds));
  out.set_open_milliseconds(Finite(metrics.open_milliseconds));
  out.set_first_packet_milliseconds(Finite(metrics.first_packet_milliseconds));
  out.set_first_key_frame_milliseconds(Finite(metrics.first_key_frame_milliseconds));
  out.set_bytes_received(metrics.bytes_received);
  out.set_decoded_pictures(metrics.decoded_pictures);
  out.set_decode_errors(metrics.decode_errors);
  return out;
}

v1::Coverage ToProto(const checks::Coverage& coverage) {
  v1::Coverage out;
  out.set_tier(static_cast<v1::Depth>(coverage.tier));
  out.set_share(Finite(coverage.share));
  out.set_age_seconds(Finite(coverage.age_seconds));
  for (const std::string& check : coverage.not_covered) out.add_not_covered(check);
  out.set_thrifty(coverage.thrifty);
  out.set_sizes_no_evidence(coverage.sizes_no_evidence);
  return out;
}

v1::Penalty ToProto(const checks::Penalty& penalty) {
  v1::Penalty out;
  out.set_check(penalty.check);
  out.set_subject(ValidText(penalty.subject));
  out.set_group(std::string(1, penalty.group));
  out.set_value(Finite(penalty.value));
  out.set_limit(Finite(penalty.limit));
  out.set_duration_seconds(Finite(penalty.duration_seconds));
  out.set_weight(penalty.weight);
  return out;
}

v1::StreamStatus ToProto(const monitor::StreamStatus& status) {
  v1::StreamStatus out;
  out.set_phase(static_cast<v1::Phase>(status.phase));
  out.set_health(static_cast<v1::Health>(status.verdict.health));
  out.set_score(status.verdict.score);
  for (const checks::Penalty& penalty : status.verdict.penalties) {
    *out.add_penalties() = ToProto(penalty);
  }
  if (status.since != base::WallTime{}) SetTime(status.since, out.mutable_since());
  out.set_last_error(ValidText(status.last_error));
  out.set_restarts(status.restarts);
  *out.mutable_media() = MediaToProto(status);
  *out.mutable_metrics() = ToProto(status.metrics);
  for (const checks::AlarmRecord& alarm : status.alarms) {
    *out.add_alarms() = ToProto(status.id, alarm);
  }
  *out.mutable_coverage() = ToProto(status.coverage);
  out.set_has_thumbnail(status.has_thumbnail);
  return out;
}

v1::ProbeReport ToProto(const monitor::ProbeReport& report) {
  v1::ProbeReport out;
  out.set_source(ValidText(report.source));
  out.set_opened(report.opened);
  out.set_error(ValidText(report.error));
  out.set_container(ValidText(report.container));
  out.set_media_seconds(Finite(report.media_seconds));
  out.set_wall_seconds(Finite(report.wall_seconds));
  out.set_health(static_cast<v1::Health>(report.verdict.health));
  out.set_score(report.verdict.score);
  for (const monitor::TrackStatus& track : report.tracks) *out.add_tracks() = ToProto(track);
  if (report.is_ts) {
    v1::TsReport* ts = out.mutable_ts();
    ts->set_packets(report.ts_packets);
    ts->set_bitrate_bps(Finite(report.ts_bitrate_bps));
    for (const monitor::PidReport& pid : report.pids) {
      v1::PidReport* entry = ts->add_pids();
      entry->set_pid(pid.pid);
      entry->set_packets(pid.packets);
      entry->set_discontinuities(pid.discontinuities);
    }
    for (const auto& [check, count] : report.ts_errors) (*ts->mutable_errors())[check] = count;
  }
  for (const checks::EventRecord& event : report.events) *out.add_events() = ToProto("", "", event);
  for (const checks::AlarmRecord& alarm : report.alarms) *out.add_alarms() = ToProto("", alarm);
  *out.mutable_coverage() = ToProto(report.coverage);
  for (const checks::Penalty& penalty : report.verdict.penalties) {
    *out.add_penalties() = ToProto(penalty);
  }
  return out;
}

}  // namespace vedette::rpc
