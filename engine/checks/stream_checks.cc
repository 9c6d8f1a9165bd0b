#include "engine/checks/stream_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/checks/availability.h"
#include "engine/checks/coverage_meter.h"
#include "engine/checks/dash_checks.h"
#include "engine/checks/fact_time.h"
#include "engine/checks/format_check.h"
#include "engine/checks/hls_checks.h"
#include "engine/checks/ledger.h"
#include "engine/checks/limits.h"
#include "engine/checks/missing_check.h"
#include "engine/checks/picture_checks.h"
#include "engine/checks/rate_checks.h"
#include "engine/checks/score.h"
#include "engine/checks/transport_checks.h"

namespace vedette::checks {
namespace {

constexpr double kMediaStep = 0.2;  // seconds between two looks at alarms that clear on media time
constexpr double kStaleOnSockets = 15;  // seconds without a sample after which nothing is known
constexpr double kStaleOnSegments = 30;

}  // namespace

struct StreamChecks::Impl {
  explicit Impl(const CheckOptions& options)
      : depth(options.depth),
        segmented(options.segmented),
        live(options.live),
        limits(options.profile, options.overrides),
        ledger(limits, changes, options.depth, options.events_before),
        availability(options.live, options.segmented, options.depth,
                     std::chrono::duration<double>(options.no_data_limit).count()),
        rates(options.expect),
        format(options.expect),
        video(media::TrackType::kVideo, options.expect.video, options.live && !options.segmented),
        audio(media::TrackType::kAudio, options.expect.audio, options.live && !options.segmented),
        pictures(options.expect.static_picture) {
    last_dts.fill(std::numeric_limits<double>::quiet_NaN());
  }

  bool Advances(const UnitFact& fact) {
    double& last = last_dts[static_cast<size_t>(std::clamp(fact.track, 0, 15))];
    const bool advances = !(fact.dts <= last && fact.dts > last - 1);
    last = fact.dts;
    return advances;
  }

  void MoveMedia(const UnitFact& fact) {
    const double moved = fact.dts - media_now;
    if (std::abs(moved) < kMediaStep) return;
    if (moved < 0 && moved > -20) return;  // another track, behind
    media_now = fact.dts;
    ledger.AdvanceMedia(Later(fact.time, fact.dts - fact.time.media));
  }

  void BecomeSegmented() {
    if (segmented) return;
    segmented = true;
    availability.SetSegmented();
    video.CountMedia();
    audio.CountMedia();
  }

  double TargetDuration() const {
    return segmented ? std::max(hls.target_duration(), dash.target_duration()) : 0;
  }

  double StaleAfter() const {
    if (!segmented) return kStaleOnSockets;
    return std::max(kStaleOnSegments, 4 * TargetDuration());
  }

  Depth depth;
  bool segmented;
  const bool live;
  const Limits limits;
  CheckChanges changes;
  Ledger ledger;
  Availability availability;
  RateChecks rates;
  FormatCheck format;
  MissingCheck video;
  MissingCheck audio;
  PictureChecks pictures;
  HlsChecks hls;
  DashChecks dash;
  TransportChecks transport;
  CoverageMeter coverage;
  std::array<double, 16> last_dts;  // by track
  double media_now = -1e9;
};

StreamChecks::StreamChecks(CheckOptions options) : impl_(std::make_unique<Impl>(options)) {}
StreamChecks::~StreamChecks() = default;
StreamChecks::StreamChecks(StreamChecks&&) noexcept = default;
StreamChecks& StreamChecks::operator=(StreamChecks&&) noexcept = default;

void StreamChecks::SetDepth(Depth depth) {
  impl_->depth = depth;
  impl_->availability.SetDepth(depth);
  impl_->ledger.SetDepth(depth);
  // What was held is told of already; it does not go on in what may be seen later.
  if (depth < Depth::kKeyframes) impl_->pictures.Break(impl_->ledger);
}

double StreamChecks::silence_limit() const { return impl_->limits[CheckId::kSilence].limit; }

void StreamChecks::On(const UnitFact& fact) {
  if (!std::isfinite(fact.dts) || !OnMedia(fact.time)) return;
  Ledger& ledger = impl_->ledger;
  impl_->availability.On(fact, impl_->Advances(fact), ledger);
  impl_->coverage.Add(fact);
  impl_->rates.On(fact, ledger);
  impl_->format.On(fact, ledger);
  const double target = impl_->TargetDuration();
  impl_->video.On(fact, target, ledger);
  impl_->audio.On(fact, target, ledger);
  impl_->pictures.On(fact, ledger);
  impl_->MoveMedia(fact);
}

void StreamChecks::On(const PictureFact& fact) {
  impl_->coverage.Add(fact);
  if (Decodes()) impl_->pictures.On(fact, impl_->ledger);
}

void StreamChecks::On(const StillRunFact& fact) {
  if (Decodes()) impl_->pictures.On(fact, impl_->ledger);
}

void StreamChecks::On(const SoundFact& fact) {
  if (OnMedia(fact.time) && Decodes()) impl_->pictures.On(fact, impl_->ledger);
}

// Otherwise what was decoded before the depth was lowered is still on its way.
bool StreamChecks::Decodes() const { return impl_->depth >= Depth::kKeyframes; }

void StreamChecks::On(const TracksFact& fact) {
  impl_->format.On(fact, impl_->ledger);
  impl_->rates.On(fact);
  impl_->video.On(fact);
  impl_->audio.On(fact);
  impl_->pictures.On(fact, impl_->ledger);
}

void StreamChecks::On(const TimestampFact& fact) {
  impl_->transport.On(fact, impl_->ledger);
  impl_->rates.OnJump();
  impl_->video.OnJump();
  impl_->audio.OnJump();
}

void StreamChecks::OnGap() {
  impl_->rates.OnGap();
  impl_->video.OnJump();
  impl_->audio.OnJump();
}

void StreamChecks::On(const TsFact& fact) { impl_->transport.On(fact, impl_->ledger); }

void StreamChecks::On(const PlaylistFact& fact) {
  impl_->BecomeSegmented();
  if (fact.problem == PlaylistFact::Problem::kNone && impl_->depth == Depth::kManifest)
    impl_->coverage.OnLook(fact.wall);
  if (fact.protocol == Protocol::kDash) {
    impl_->dash.On(fact, impl_->availability, impl_->ledger);
  } else {
    impl_->hls.On(fact, impl_->availability, impl_->ledger);
  }
}

void StreamChecks::On(const SegmentFact& fact) {
  impl_->BecomeSegmented();
  if (fact.protocol == Protocol::kDash) {
    impl_->dash.On(fact, impl_->ledger);
  } else {
    impl_->hls.On(fact, impl_->ledger);
  }
}

void StreamChecks::On(const SessionFact& fact) {
  if (fact.kind != SessionFact::Kind::kStopped) {
    impl_->ledger.Resume();
    return impl_->availability.On(fact, impl_->ledger);
  }
  impl_->ledger.Pause();
  impl_->availability.On(fact, impl_->ledger);
  impl_->pictures.Break(impl_->ledger);
  impl_->rates.Break();
  impl_->video.Break();
  impl_->audio.Break();
  impl_->hls.Break();
  impl_->dash.Break();
  impl_->transport.Break();
  impl_->format.Break();
}

void StreamChecks::Tick(base::WallTime now) {
  impl_->availability.Tick(now, impl_->ledger);
  if (impl_->live && impl_->availability.open()) {
    impl_->video.Tick(now, impl_->availability.opened(), impl_->ledger);
    impl_->audio.Tick(now, impl_->availability.opened(), impl_->ledger);
  }
  impl_->ledger.AdvanceWall(now, impl_->availability.open());
}

void StreamChecks::End(base::WallTime now) { impl_->ledger.Clear(now); }

void StreamChecks::Finish(FactTime end) {
  Ledger& ledger = impl_->ledger;
  if (OnMedia(end)) {
    impl_->pictures.Finish(end, ledger);
    impl_->video.Finish(end, ledger);
    impl_->audio.Finish(end, ledger);
  }
  impl_->transport.Finish(ledger);
  ledger.Finish(end);
}

CheckChanges StreamChecks::TakeChanges() { return std::exchange(impl_->changes, {}); }

std::vector<AlarmRecord> StreamChecks::Alarms() const { return impl_->ledger.Alarms(); }

Verdict StreamChecks::Judge(base::WallTime now) const {
  Verdict verdict = ScoreOf(impl_->ledger.Alarms(), now);
  if (impl_->ledger.Unavailable()) {
    verdict.health = Health::kDown;
    return verdict;
  }
  const CoverageMeter& coverage = impl_->coverage;
  const bool lost = impl_->live && (impl_->availability.stopped() ||
                                    coverage.AgeSeconds(now) > impl_->StaleAfter());
  // Something was wrong when it was seen last, and for all that is seen now it may be well.
  const bool unseen = impl_->ledger.HasUnknown() && verdict.health == Health::kOk;
  if (!coverage.sampled() || lost || unseen) verdict.health = Health::kUnknown;
  return verdict;
}

Coverage StreamChecks::Cover(base::WallTime now) const {
  Coverage coverage;
  coverage.tier = impl_->depth;
  coverage.age_seconds = impl_->coverage.AgeSeconds(now);
  coverage.share = impl_->coverage.Share(impl_->depth);
  const bool fresh = !impl_->live || coverage.age_seconds <= impl_->StaleAfter();
  if (impl_->depth == Depth::kManifest) coverage.share = impl_->coverage.sampled() ? 1 : 0;
  if (!fresh) coverage.share = 0;
  for (const CheckInfo& info : Catalogue()) {
    const bool dash = impl_->dash.seen();
    if (info.group == 'G' && (!impl_->segmented || dash)) continue;
    if (info.group == 'H' && !dash) continue;
    const bool runs = impl_->depth >= info.needs &&
                      (info.id != CheckId::kTsContinuity || impl_->transport.has_ts());
    if (!runs) coverage.not_covered.emplace_back(info.name);
  }
  return coverage;
}

}  // namespace vedette::checks
