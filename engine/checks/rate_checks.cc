#include "engine/checks/rate_checks.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {

RateChecks::RateChecks(const Expect& expect)
    : min_bps_(expect.min_bitrate_bps),
      max_bps_(expect.max_bitrate_bps),
      expected_fps_(expect.frame_rate) {}

void RateChecks::On(const TracksFact& fact) {
  nominal_fps_ = 0;
  picture_track_ = -1;
  for (const media::TrackInfo& track : fact.info.tracks) {
    if (track.type != media::TrackType::kVideo) continue;
    picture_track_ = track.index;
    nominal_fps_ = track.frame_rate;
    // Field rates are given for interlaced video: an access unit holds both fields.
    if (track.interlaced && nominal_fps_ > 45) nominal_fps_ /= 2;
    break;
  }
  if (!fact.signalled) return;
  bits_.Reset();
  frames_.Reset();
}

void RateChecks::On(const UnitFact& fact, Ledger& ledger) {
  const bool video = fact.type == media::TrackType::kVideo;
  if (video && picture_track_ < 0) picture_track_ = fact.track;
  meter_.Add(fact, fact.track == picture_track_);
  while (const auto rates = meter_.Next()) Judge(*rates, ledger);
}

void RateChecks::Judge(const RateMeter::Rates& rates, Ledger& ledger) {
  const auto judge = [&](CheckId check, double value, double configured, double own, bool low,
                         FactTime& since) {
    const Limit& limit = ledger.limit(check);
    double border = limit.own_limit ? limit.limit : own * limit.relative;
    // Both count, so the narrower one is the limit.
    if (configured > 0) {
      border = low || border <= 0 ? std::max(border, configured) : std::min(border, configured);
    }
    const bool bad = border > 0 && (low ? value < border : value > border);
    Report(check, bad, value, border, rates, since, ledger);
  };
  const double bits = rates.bits_per_second;
  const double frames = rates.frames_per_second;
  const double usual_bits = bits_.value().value_or(0);
  judge(CheckId::kBitrateLow, bits, min_bps_, usual_bits, true, low_since_);
  judge(CheckId::kBitrateHigh, bits, max_bps_, usual_bits, false, high_since_);
  double nominal = expected_fps_ > 0 ? expected_fps_ : nominal_fps_;
  if (nominal <= 0) nominal = frames_.value().value_or(0);
  judge(CheckId::kFpsLow, frames, 0, nominal, true, slow_since_);
  bits_.Add(bits);
  frames_.Add(frames);
}

void RateChecks::Report(CheckId check, bool bad, double value, double limit,
                        const RateMeter::Rates& rates, FactTime& since, Ledger& ledger) {
  if (bad) {
    if (!OnMedia(since)) since = rates.from;
    ledger.Bad({.check = check, .start = since, .now = rates.to, .value = value, .limit = limit});
  } else if (OnMedia(since)) {
    since = FactTime();
    // The first second that made the mean good again began one second ago.
    ledger.Good(check, {}, Later(rates.to, -1));
  }
}

}  // namespace vedette::checks
