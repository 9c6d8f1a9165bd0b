#include "engine/checks/format_check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace vedette::checks {
namespace {

constexpr std::string_view kExpected = "expect";
constexpr double kSameRate = 0.01;  // frame rates closer than 1 % are one

// Collects "video width 1920 -> 1280", and counts.
struct Differences {
  int count = 0;
  std::string text;
  void Add(const std::string& what, const std::string& from, const std::string& to) {
    if (from == to) return;
    ++count;
    if (count > 8) return;  // enough for people
    if (!text.empty()) text += ", ";
    text += what + " " + (from.empty() ? "none" : from) + " -> " + (to.empty() ? "none" : to);
  }
};

std::string Rate(double rate) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3g", rate);
  return text;
}

std::string Size(int width, int height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

void CompareTracks(const media::TrackInfo& from, const media::TrackInfo& to, Differences& found) {
  const std::string name = "track " + std::to_string(to.index);
  found.Add(name + " codec", from.codec, to.codec);
  if (!from.profile.empty() && !to.profile.empty())
    found.Add(name + " profile", from.profile, to.profile);
  if (to.type == media::TrackType::kVideo) {
    if (from.width != 0 && to.width != 0)
      found.Add(name + " size", Size(from.width, from.height), Size(to.width, to.height));
    const bool rates = from.frame_rate > 0 && to.frame_rate > 0;
    if (rates && std::abs(from.frame_rate - to.frame_rate) > kSameRate * from.frame_rate)
      found.Add(name + " frame rate", Rate(from.frame_rate), Rate(to.frame_rate));
    found.Add(name + " scan", from.interlaced ? "interlaced" : "progressive",
              to.interlaced ? "interlaced" : "progressive");
    if (!from.colour.empty() && !to.colour.empty())
      found.Add(name + " colour", from.colour, to.colour);
  }
  if (to.type == media::TrackType::kAudio) {
    if (from.sample_rate != 0 && to.sample_rate != 0)
      found.Add(name + " sample rate", std::to_string(from.sample_rate),
                std::to_string(to.sample_rate));
    if (from.channels != 0 && to.channels != 0)
      found.Add(name + " channels", std::to_string(from.channels), std::to_string(to.channels));
  }
}

std::vector<const media::TrackInfo*> OfType(const media::MediaInfo& info, media::TrackType type) {
  std::vector<const media::TrackInfo*> tracks;
  for (const media::TrackInfo& track : info.tracks)
    if (track.type == type) tracks.push_back(&track);
  return tracks;
}

Differences CompareMedia(const media::MediaInfo& from, const media::MediaInfo& to) {
  Differences found;
  const std::pair<media::TrackType, const char*> kinds[] = {
      {media::TrackType::kVideo, "video tracks"},
      {media::TrackType::kAudio, "audio tracks"},
      {media::TrackType::kSubtitle, "subtitle tracks"}};
  for (const auto& [type, name] : kinds) {
    const auto before = OfType(from, type);
    const auto after = OfType(to, type);
    found.Add(name, std::to_string(before.size()), std::to_string(after.size()));
    for (size_t i = 0; i < std::min(before.size(), after.size()); ++i)
      CompareTracks(*before[i], *after[i], found);
  }
  return found;
}

}  // namespace

void FormatCheck::On(const TracksFact& fact, Ledger& ledger) {
  if (known_ && !fact.joined) Compare(fact, ledger);
  CompareWithExpected(fact.info, fact.time, ledger);
  again_ = false;
  known_ = fact.info;
  for (media::TrackInfo& track : known_->tracks) track.extradata.reset();
}

void FormatCheck::On(const UnitFact& fact, Ledger& ledger) {
  if (std::exchange(again_, false)) CompareWithExpected(*known_, fact.time, ledger);
}

void FormatCheck::Compare(const TracksFact& fact, Ledger& ledger) const {
  const Differences found = CompareMedia(*known_, fact.info);
  if (found.count == 0) return;
  Finding finding{.check = CheckId::kFormatChange,
                  .start = fact.time,
                  .now = fact.time,
                  .value = static_cast<double>(found.count),
                  .detail = found.text};
  if (fact.signalled) finding.severity = Severity::kInfo;
  ledger.Once(finding);
}

void FormatCheck::CompareWithExpected(const media::MediaInfo& info, const FactTime& time,
                                      Ledger& ledger) const {
  Differences found;
  const auto video = OfType(info, media::TrackType::kVideo);
  const auto audio = OfType(info, media::TrackType::kAudio);
  // Those that are missing are `video_missing` and `audio_missing`.
  if (!expect_.video.value_or(true)) found.Add("video tracks", "0", std::to_string(video.size()));
  if (!expect_.audio.value_or(true)) found.Add("audio tracks", "0", std::to_string(audio.size()));
  if (!video.empty()) {
    const media::TrackInfo& track = *video.front();
    if (!expect_.video_codec.empty()) found.Add("codec", expect_.video_codec, track.codec);
    if (expect_.width > 0)
      found.Add("width", std::to_string(expect_.width), std::to_string(track.width));
    if (expect_.height > 0)
      found.Add("height", std::to_string(expect_.height), std::to_string(track.height));
    if (expect_.frame_rate > 0 && track.frame_rate > 0 &&
        std::abs(expect_.frame_rate - track.frame_rate) > kSameRate * expect_.frame_rate)
      found.Add("frame rate", Rate(expect_.frame_rate), Rate(track.frame_rate));
  }
  if (found.count == 0) return ledger.Good(CheckId::kFormatChange, kExpected, time);
  ledger.Bad({.check = CheckId::kFormatChange,
              .subject = kExpected,
              .start = time,
              .now = time,
              .value = static_cast<double>(found.count),
              .detail = "expected " + found.text,
              .severity = Severity::kMajor});
}

}  // namespace vedette::checks
