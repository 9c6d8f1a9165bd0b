#include "engine/source/dash_source.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/base/url.h"
#include "engine/dash/period_fault.h"

namespace vedette::source {
namespace {

constexpr int kTriesInARow = 3;  // checks.md, connect_error
// Between two passes that time alone asks for.
constexpr base::milliseconds kShortestWait{20};
constexpr base::seconds kLongestWait{3600};

dash::Choice ChoiceOf(Renditions renditions) {
  switch (renditions) {
    case Renditions::kHighest:
      break;
    case Renditions::kLowest:
      return dash::Choice::kLowest;
    case Renditions::kAll:
      return dash::Choice::kAll;
  }
  return dash::Choice::kHighest;
}

dash::ManifestTracker::Start StartOf(const SourceContext& context) {
  using Start = dash::ManifestTracker::Start;
  if (context.spec.live) return Start::kNewest;
  return context.files ? Start::kBeginning : Start::kNewestUnlessStatic;
}

}  // namespace

DashSource::DashSource(SourceSpec spec, SourceSink& sink, const SourceEnvironment& environment,
                       std::optional<FirstAnswer> first)
    : spec_(std::move(spec)),
      rendition_(base::RedactUrl(spec_.url)),
      client_(environment.client),
      context_{environment.loop,
               environment.downloads,
               environment.clock,
               sink,
               spec_,
               environment.connect_timeout,
               checks::Protocol::kDash},
      first_(std::move(first)) {}

DashSource::~DashSource() { Stop(); }

void DashSource::Start() {
  context_.loop.Post([this] { Open(); });
}

void DashSource::Stop() {
  context_.loop.RunAndWait([this] {
    ended_ = true;
    context_.loop.Cancel(timer_);
    watch_.reset();
    utc_.reset();
    lanes_.clear();
    keys_.reset();
    fetcher_.reset();
    first_.reset();
  });
}

void DashSource::Open() {
  if (ended_) return;
  context_.files = spec_.url.starts_with("file:");
  fetcher_ =
      MakeFetcher(context_.loop, client_, first_ ? std::move(first_->session) : nullptr, spec_);
  context_.fetcher = fetcher_.get();
  keys_ = std::make_unique<KeyStore>(context_);
  utc_ = std::make_unique<UtcClock>(context_);
  tracker_ = std::make_unique<dash::ManifestTracker>(StartOf(context_), ChoiceOf(spec_.renditions));
  ManifestWatchSink& sink = *this;
  watch_ = std::make_unique<ManifestWatch>(context_, sink, *tracker_);
  if (!first_) return watch_->Start();
  net::HttpResponse answer = std::move(first_->answer);
  first_.reset();
  watch_->StartWith(std::move(answer));
}

void DashSource::OnLook(ManifestLook look) {
  if (ended_ || !OpenWith(look)) return;
  // A time that stood in a manifest of before is none any more.
  if (look.brought && tracker_->manifest().dynamic &&
      !utc_->Sync(tracker_->manifest().utc_timings, [this, look] { Judge(look); })) {
    return;
  }
  Judge(look);
}

// False when it is over.
bool DashSource::OpenWith(const ManifestLook& look) {
  if (opened_) return true;
  if (!look.status.ok()) {
    End(look.status);
    return false;
  }
  opened_ = true;
  context_.sink.OnOpened("dash");
  if (!spec_.media) return true;
  for (const dash::ManifestTracker::Lane& lane : tracker_->lanes()) {
    lanes_.push_back(std::make_unique<SegmentLane>(
        context_, *keys_, static_cast<int>(lanes_.size()), rendition_ + "#" + lane.representation,
        lane.bandwidth, [this] { EndIfComplete(); }));
    segments_.emplace_back();
  }
  if (!lanes_.empty()) return true;
  End(base::Unavailable("unsupported",
                        "no representation of video or audio in segments (single files with an "
                        "index are not watched)"));
  return false;
}

void DashSource::Judge(const ManifestLook& look) {
  if (ended_) return;
  const base::SteadyTime now = context_.clock.Steady();
  std::vector<dash::ManifestTracker::LaneUpdate> updates = tracker_->Advance(now, utc_->Now());
  context_.sink.OnPlaylist(FactOf(look, now));
  AddToLanes(std::move(updates));
  if (tracker_->failures() >= kTriesInARow) return End(look.status);
  EndIfComplete();
  if (!ended_ && !Complete()) watch_->LookAgain();
}

checks::PlaylistFact DashSource::FactOf(const ManifestLook& look, base::SteadyTime now) const {
  const dash::Manifest& manifest = tracker_->manifest();
  checks::PlaylistFact fact;
  fact.protocol = checks::Protocol::kDash;
  fact.wall = context_.clock.Wall();
  fact.rendition = rendition_;
  fact.problem = look.problem;
  fact.error_class = look.status.reason();
  fact.detail = look.status.message();
  fact.live = spec_.live || manifest.dynamic;
  fact.changed = tracker_->changed();
  fact.target_duration = tracker_->segment_seconds();
  fact.update_seconds = tracker_->update_seconds();
  fact.stale_seconds = tracker_->StaleSeconds(now);
  fact.media_sequence = tracker_->window_begin();
  fact.segments = static_cast<int>(std::min<int64_t>(tracker_->in_window(), 1 << 30));
  fact.timeline_gap = dash::LargestTimelineGap(manifest);
  fact.period_fault = dash::PeriodFault(manifest);
  fact.clock_skew = utc_->skew();
  return fact;
}

void DashSource::Advance() {
  timer_ = 0;
  if (ended_) return;
  AddToLanes(tracker_->Advance(context_.clock.Steady(), utc_->Now()));
}

void DashSource::AddToLanes(std::vector<dash::ManifestTracker::LaneUpdate> updates) {
  for (size_t i = 0; i < std::min(lanes_.size(), updates.size()); ++i) {
    lanes_[i]->Add(segments_[i].Make(std::move(updates[i])));
  }
  context_.loop.Cancel(std::exchange(timer_, 0));
  const std::optional<base::WallTime> due = tracker_->next_due();
  if (!due || Complete()) return;
  const auto wait =
      std::clamp<base::SteadyTime::duration>(*due - utc_->Now(), kShortestWait, kLongestWait);
  timer_ = context_.loop.RunAt(context_.clock.Steady() + wait, [this] { Advance(); });
}

bool DashSource::Complete() const {
  return !spec_.live && tracker_->seen() && (!tracker_->manifest().dynamic || context_.files);
}

void DashSource::EndIfComplete() {
  if (ended_ || !Complete()) return;
  const bool idle =
      std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->idle(); });
  if (idle) End(base::Status::Ok());
}

void DashSource::End(base::Status status) {
  ended_ = true;
  // They may be among the callers: stopped now, destroyed by Stop.
  context_.loop.Cancel(timer_);
  watch_->Stop();
  utc_->Stop();
  for (const auto& lane : lanes_) lane->Stop();
  context_.sink.OnEnd(std::move(status));
}

}  // namespace vedette::source
