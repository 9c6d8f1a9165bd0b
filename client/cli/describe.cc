#include "client/cli/describe.h"

#include <algorithm>
#include <cmath>

#include "client/text/format.h"

namespace vedette::cli {
namespace {

using text::Cell;
using text::Colour;

// "health      ok, score 100", the value made printable.
std::string Line(const std::string& name, const std::string& value) {
  if (value.empty()) return "";
  return name + std::string(name.size() < 12 ? 12 - name.size() : 1, ' ') + value + "\n";
}

std::string Verdict(v1::Health health, int score, const Shell& shell) {
  const Cell cell = text::HealthCell(health);
  return text::Paint(cell.text, cell.colour, shell.colour) + ", score " + std::to_string(score);
}

std::string Covered(const v1::Coverage& coverage) {
  std::string line = text::Word(v1::Depth_Name(coverage.tier()), "DEPTH_") + ", " +
                     text::Number(std::round(coverage.share() * 1000) / 10) + " % of the media";
  if (coverage.thrifty()) line += ", in samples (busy machine)";
  if (coverage.sizes_no_evidence()) line += ", frame sizes tell nothing";
  if (coverage.not_covered_size() > 0) {
    line += "; not covered:";
    for (const std::string& check : coverage.not_covered()) line += " " + text::Printable(check);
  }
  return line;
}

std::string Penalties(const google::protobuf::RepeatedPtrField<v1::Penalty>& penalties) {
  std::string line;
  for (const v1::Penalty& penalty : penalties) {
    if (penalty.weight() == 0) continue;
    line += (line.empty() ? "" : ", ") + text::Printable(penalty.check()) + " -" +
            std::to_string(penalty.weight());
  }
  return line;
}

std::string Kind(v1::TrackType type) { return text::Word(v1::TrackType_Name(type), "TRACK_TYPE_"); }

std::string Format(const v1::Track& track) {
  if (track.type() == v1::TRACK_TYPE_VIDEO) {
    return std::to_string(track.width()) + "x" + std::to_string(track.height()) +
           (track.interlaced() ? " interlaced" : "");
  }
  if (track.type() != v1::TRACK_TYPE_AUDIO || track.sample_rate() == 0) return "";
  return std::to_string(track.sample_rate()) + " Hz " +
         (track.channel_layout().empty() ? std::to_string(track.channels()) + " ch"
                                         : track.channel_layout());
}

std::string DescribeTs(const v1::TsReport& ts) {
  std::string lines =
      Line("TS packets", std::to_string(ts.packets()) + ", " + text::Bitrate(ts.bitrate_bps()) +
                             ", " + std::to_string(ts.pids_size()) + " PIDs");
  std::string errors;
  int64_t total = 0;
  for (const auto& [check, count] : ts.errors()) {
    total += count;
    if (count > 0) errors += " " + text::Printable(check) + "=" + std::to_string(count);
  }
  return lines + Line("TS errors", total == 0
                                       ? "none in " + std::to_string(ts.errors_size()) + " checks"
                                       : errors.substr(1));
}

}  // namespace

std::string DescribeTracks(const google::protobuf::RepeatedPtrField<v1::Track>& tracks,
                           const Shell& shell) {
  text::Table table({{"TRACK", true},
                     {"TYPE"},
                     {"CODEC"},
                     {"FORMAT"},
                     {"FPS", true},
                     {"BITRATE", true},
                     {"GOP", true},
                     {"PID", true},
                     {"PACKETS", true}});
  for (const v1::Track& track : tracks) {
    const std::string profile = track.profile().empty() ? "" : " " + track.profile();
    table.Add(
        {{std::to_string(track.index())},
         {Kind(track.type())},
         {track.codec() + profile},
         {Format(track)},
         {track.frame_rate() > 0 ? text::Number(std::round(track.frame_rate() * 100) / 100) : ""},
         {text::Bitrate(track.bitrate_bps())},
         {track.gop_seconds() > 0 ? text::Number(track.gop_seconds()) + " s" : ""},
         {track.pid() > 0 ? std::to_string(track.pid()) : ""},
         {std::to_string(track.packets())}});
  }
  return table.Draw(shell.colour);
}

std::string DescribeAlarms(const google::protobuf::RepeatedPtrField<v1::Alarm>& alarms,
                           const Shell& shell) {
  text::Table table({{"ALARM"},
                     {"STREAM", false, 40},
                     {"SEVERITY"},
                     {"STATE"},
                     {"SINCE (UTC)"},
                     {"FOR", true},
                     {"VALUE", true},
                     {"LIMIT", true},
                     {"DETAIL", false, 80}});
  for (const v1::Alarm& alarm : alarms) {
    const std::string state = text::Word(v1::AlarmState_Name(alarm.state()), "ALARM_STATE_");
    const std::string by = alarm.suppressed_by().empty() ? "" : " by " + alarm.suppressed_by();
    const std::string subject = alarm.subject().empty() ? "" : "[" + alarm.subject() + "] ";
    table.Add({{alarm.check()},
               {alarm.stream_id()},
               text::SeverityCell(alarm.severity()),
               {state + by, text::IsRaised(alarm) ? Colour::kNone : Colour::kFaint},
               {text::Time(alarm.since())},
               {text::Span(text::SecondsSince(alarm.since(), NowSeconds()))},
               {text::Number(alarm.value())},
               {text::Number(alarm.limit())},
               {subject + alarm.detail()}});
  }
  return table.Draw(shell.colour);
}

std::string DescribeEvents(const google::protobuf::RepeatedPtrField<v1::Event>& events,
                           const Shell& shell) {
  text::Table table({{"EVENT"},
                     {"STREAM", false, 40},
                     {"SEVERITY"},
                     {"BEGAN (UTC)"},
                     {"FROM", true},
                     {"TO", true},
                     {"VALUE", true},
                     {"LIMIT", true},
                     {"DETAIL", false, 80}});
  for (const v1::Event& event : events) {
    const std::string subject = event.subject().empty() ? "" : "[" + event.subject() + "] ";
    table.Add({{event.check()},
               {event.stream_id()},
               text::SeverityCell(event.severity()),
               {text::Time(event.start_time())},
               {event.has_start_seconds() ? text::Number(event.start_seconds()) + " s" : ""},
               {event.has_end_seconds() ? text::Number(event.end_seconds()) + " s" : ""},
               {text::Number(event.value())},
               {text::Number(event.limit())},
               {subject + event.detail()}});
  }
  return table.Draw(shell.colour);
}

std::string Describe(const v1::Stream& stream, const Shell& shell) {
  const v1::StreamStatus& status = stream.status();
  std::string out = Line("stream", text::Printable(stream.id()));
  out += Line("name", text::Printable(stream.display_name()));
  out += Line("url", text::Printable(stream.url()));
  for (const auto& [key, value] : stream.labels()) {
    out += Line("label", text::Printable(key + " = " + value));
  }
  out += Line("verdict", Verdict(status.health(), status.score(), shell) + ", since " +
                             text::Time(status.since()) + " UTC");
  out += Line("penalties", Penalties(status.penalties()));
  out += Line("phase", text::PhaseCell(status.phase()).text + ", " +
                           std::to_string(status.restarts()) + " restarts");
  out += Line("last error", text::Printable(status.last_error()));
  out += Line("media",
              text::Printable(text::Media(status.media().container(), status.media().tracks())));
  out += Line("bitrate", text::Bitrate(status.metrics().bitrate_bps()));
  out += Line("looked at", Covered(status.coverage()));
  if (status.media().tracks_size() > 0) {
    out += "\n" + DescribeTracks(status.media().tracks(), shell);
  }
  if (status.alarms_size() > 0) out += "\n" + DescribeAlarms(status.alarms(), shell);
  return out;
}

std::string Describe(const v1::ProbeReport& report, const Shell& shell) {
  std::string out = Line("source", text::Printable(report.source()));
  if (!report.opened()) {
    return out + Line("opened", text::Paint("no", Colour::kBad, shell.colour) + ": " +
                                    text::Printable(report.error()));
  }
  out += Line("verdict", Verdict(report.health(), report.score(), shell));
  out += Line("penalties", Penalties(report.penalties()));
  out += Line("container", text::Printable(report.container()));
  out +=
      Line("looked at", Covered(report.coverage()) + ": " + text::Number(report.media_seconds()) +
                            " s in " + text::Span(report.wall_seconds()));
  out += Line("ended", text::Printable(report.error()));
  if (report.has_ts()) out += DescribeTs(report.ts());
  if (report.tracks_size() > 0) out += "\n" + DescribeTracks(report.tracks(), shell);
  if (report.events_size() > 0) out += "\n" + DescribeEvents(report.events(), shell);
  if (report.alarms_size() > 0) out += "\n" + DescribeAlarms(report.alarms(), shell);
  if (report.events_size() == 0) out += "\nno events\n";
  return out;
}

}  // namespace vedette::cli
