#include "engine/checks/silence_detector.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr size_t kMostTracks = 32;
constexpr double kLongestHole = 2;  // seconds without sound that end a silence

std::string SubjectOf(int index, const std::string& language) {
  std::string subject = "track " + std::to_string(index);
  if (!language.empty()) subject += " (" + language + ")";
  return subject;
}

}  // namespace

void SilenceDetector::On(const TracksFact& fact, Ledger& ledger) {
  std::vector<Track> tracks;
  for (const media::TrackInfo& info : fact.info.tracks) {
    if (info.type != media::TrackType::kAudio || tracks.size() >= kMostTracks) continue;
    Track track{.index = info.index, .subject = SubjectOf(info.index, info.language)};
    const auto same = std::find_if(tracks_.begin(), tracks_.end(), [&](const Track& known) {
      return known.subject == track.subject;
    });
    if (same != tracks_.end()) {
      track = std::move(*same);
      tracks_.erase(same);
    }
    tracks.push_back(std::move(track));
  }
  for (Track& gone : tracks_) End(gone, gone.span.until, ledger);
  tracks_ = std::move(tracks);
}

SilenceDetector::Track* SilenceDetector::Find(int index) {
  for (Track& track : tracks_)
    if (track.index == index) return &track;
  if (tracks_.size() >= kMostTracks) return nullptr;
  tracks_.push_back({.index = index, .subject = SubjectOf(index, "")});
  return &tracks_.back();
}

void SilenceDetector::On(const SoundFact& fact, Ledger& ledger) {
  Track* track = Find(fact.track);
  if (track == nullptr || fact.channel_peak.empty()) return;
  HeldSpan& span = track->span;
  if (span.on && std::abs(SecondsBetween(span.until, fact.time)) > kLongestHole)
    End(*track, span.until, ledger);
  const double peak = *std::max_element(fact.channel_peak.begin(), fact.channel_peak.end());
  if (!(peak < ledger.limit(CheckId::kSilence).limit)) {
    if (span.on) End(*track, fact.time, ledger);
    return;
  }
  if (!span.on) {
    span = {true, fact.time, fact.time};
    track->loudest = 0;
  }
  track->loudest = std::max(track->loudest, peak);
  span.until = Later(fact.time, fact.duration);
  Report(*track, ledger);
}

void SilenceDetector::Report(const Track& track, Ledger& ledger) {
  ledger.Bad({.check = CheckId::kSilence,
              .subject = track.subject,
              .start = track.span.start,
              .now = track.span.until,
              .value = track.loudest,
              .limit = ledger.limit(CheckId::kSilence).limit});
}

void SilenceDetector::End(Track& track, const FactTime& end, Ledger& ledger) {
  if (!track.span.on) return;
  track.span.on = false;
  track.span.until = end;
  Report(track, ledger);
  ledger.Good(CheckId::kSilence, track.subject, end);
}

void SilenceDetector::Break(Ledger& ledger) {
  for (Track& track : tracks_) End(track, track.span.until, ledger);
}

void SilenceDetector::Finish(const FactTime& end, Ledger& ledger) {
  for (Track& track : tracks_) {
    if (!track.span.on) continue;
    if (SecondsBetween(track.span.until, end) < kLongestHole) track.span.until = end;
    Report(track, ledger);
  }
}

const HeldSpan& SilenceDetector::span() const {
  static constexpr HeldSpan kNone;
  return tracks_.empty() ? kNone : tracks_.front().span;
}

}  // namespace vedette::checks
