#include "engine/source/hls_source.h"

#include <algorithm>
#include <utility>

#include "engine/base/url.h"
#include "engine/hls/parse_playlist.h"
#include "engine/hls/rendition_plan.h"

namespace vedette::source {
namespace {

constexpr int kTriesInARow = 3;  // checks.md, connect_error

hls::Choice ChoiceOf(Renditions renditions) {
  switch (renditions) {
    case Renditions::kHighest:
      break;
    case Renditions::kLowest:
      return hls::Choice::kLowest;
    case Renditions::kAll:
      return hls::Choice::kAll;
  }
  return hls::Choice::kHighest;
}

}  // namespace

HlsSource::HlsSource(SourceSpec spec, SourceSink& sink, const SourceEnvironment& environment,
                     std::optional<FirstAnswer> first)
    : spec_(std::move(spec)),
      client_(environment.client),
      context_{{environment.loop, environment.downloads, environment.clock, sink, spec_,
                environment.connect_timeout, checks::Protocol::kHls}},
      first_(std::move(first)) {}

HlsSource::~HlsSource() { Stop(); }

void HlsSource::Start() {
  context_.loop.Post([this] { Open(); });
}

void HlsSource::Stop() {
  context_.loop.RunAndWait([this] {
    ended_ = true;
    if (request_ != 0) context_.fetcher->Cancel(std::exchange(request_, 0));
    watches_.clear();
    lanes_.clear();
    keys_.reset();
    fetcher_.reset();
    first_.reset();
  });
}

void HlsSource::Open() {
  if (ended_) return;
  context_.files = spec_.url.starts_with("file:");
  fetcher_ =
      MakeFetcher(context_.loop, client_, first_ ? std::move(first_->session) : nullptr, spec_);
  context_.fetcher = fetcher_.get();
  keys_ = std::make_unique<KeyStore>(context_);
  if (first_) {
    net::HttpResponse answer = std::move(first_->answer);
    first_.reset();
    return OnFirst(std::move(answer));
  }
  net::HttpRequest request = context_.Request(spec_.url, 0);
  request.connect_timeout = context_.connect_timeout;
  request.accept_gzip = true;
  request.max_bytes = hls::kMaxPlaylistBytes;
  request_ = fetcher_->Fetch(std::move(request), [this](base::Result<net::HttpResponse> answer) {
    OnFirst(std::move(answer));
  });
}

void HlsSource::OnFirst(base::Result<net::HttpResponse> answer) {
  request_ = 0;
  if (!IsGood(answer)) {
    AnswerFailure failure = FailureOf(answer);
    return End(base::Unavailable(std::move(failure.error_class), std::move(failure.detail)));
  }
  if (hls::IsMasterPlaylist(TextOf(*answer))) return OpenMaster(*answer);
  AddWatch(spec_.url, spec_.media ? 0 : -1, 0).StartWith(*std::move(answer));
}

void HlsSource::OpenMaster(const net::HttpResponse& answer) {
  base::Result<hls::MasterPlaylist> master =
      hls::ParseMasterPlaylist(TextOf(answer), answer.effective_url);
  if (!master.ok()) return End(master.status().Wrap("multivariant playlist"));
  opened_ = true;
  context_.sink.OnOpened("hls");
  context_.variables = std::move(master->variables);
  const std::vector<hls::WatchedPlaylist> plan =
      hls::PlanRenditions(*master, ChoiceOf(spec_.renditions));
  for (const hls::WatchedPlaylist& playlist : plan) {
    AddWatch(base::ResolveUrl(answer.effective_url, playlist.uri), spec_.media ? playlist.lane : -1,
             playlist.bandwidth)
        .Start();
  }
}

PlaylistWatch& HlsSource::AddWatch(std::string url, int lane, int64_t bandwidth) {
  PlaylistWatchSink& sink = *this;
  watches_.push_back(std::make_unique<PlaylistWatch>(context_, sink, std::move(url), lane));
  PlaylistWatch& watch = *watches_.back();
  if (lane >= 0) {
    // A plan gives lanes in the order of their numbers.
    lanes_.push_back(std::make_unique<SegmentLane>(context_, *keys_, lane, watch.rendition(),
                                                   bandwidth, [this] { EndIfComplete(); }));
    segments_.emplace_back();
  }
  return watch;
}

void HlsSource::OnLook(PlaylistWatch& watch, PlaylistLook look) {
  if (ended_) return;
  if (!opened_) {
    if (!look.status.ok()) return End(look.status);
    opened_ = true;
    context_.sink.OnOpened("hls");
  }
  context_.sink.OnPlaylist(std::move(look.fact));
  if (look.playlist != nullptr && watch.lane() >= 0) {
    const auto lane = static_cast<size_t>(watch.lane());
    lanes_[lane]->Add(segments_[lane].Make(*look.playlist, look.update, look.base_url));
  }
  if (!look.status.ok() && AllFailing()) return End(look.status);
  EndIfComplete();
}

bool HlsSource::AllFailing() const {
  return std::all_of(watches_.begin(), watches_.end(),
                     [](const auto& watch) { return watch->failures() >= kTriesInARow; });
}

void HlsSource::EndIfComplete() {
  if (ended_ || spec_.live) return;
  const bool complete =
      std::all_of(watches_.begin(), watches_.end(),
                  [](const auto& watch) {
                    return watch->complete() || watch->failures() >= kTriesInARow;
                  }) &&
      std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->idle(); });
  if (complete) End(base::Status::Ok());
}

void HlsSource::End(base::Status status) {
  ended_ = true;
  // They may be among the callers: stopped now, destroyed by Stop.
  for (const auto& watch : watches_) watch->Stop();
  for (const auto& lane : lanes_) lane->Stop();
  if (keys_ != nullptr) keys_->Stop();
  context_.sink.OnEnd(std::move(status));
}

}  // namespace vedette::source
