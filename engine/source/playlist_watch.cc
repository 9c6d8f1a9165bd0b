#include "engine/source/playlist_watch.h"

#include <optional>
#include <utility>

#include "engine/base/url.h"
#include "engine/hls/parse_playlist.h"

namespace vedette::source {
namespace {

hls::PlaylistTracker::Start StartOf(const HlsContext& context) {
  using Start = hls::PlaylistTracker::Start;
  if (context.spec.live) return Start::kNewest;
  return context.files ? Start::kBeginning : Start::kNewestUnlessEnded;
}

}  // namespace

PlaylistWatch::PlaylistWatch(const HlsContext& context, PlaylistWatchSink& sink, std::string url,
                             int lane)
    : context_(context),
      sink_(sink),
      url_(std::move(url)),
      rendition_(base::RedactUrl(url_)),
      lane_(lane),
      tracker_(StartOf(context)) {}

void PlaylistWatch::Start() { Fetch(); }

void PlaylistWatch::StartWith(net::HttpResponse answer) {
  began_ = context_.clock.Steady();
  OnAnswer(std::move(answer));
}

void PlaylistWatch::Stop() {
  stopped_ = true;
  context_.loop.Cancel(timer_);
  if (request_ != 0) context_.fetcher->Cancel(std::exchange(request_, 0));
}

bool PlaylistWatch::complete() const {
  return !context_.spec.live && tracker_.seen() && (tracker_.endlist() || context_.files);
}

void PlaylistWatch::Fetch() {
  timer_ = 0;
  began_ = context_.clock.Steady();
  net::HttpRequest request = context_.Request(url_, tracker_.target_duration());
  request.etag = etag_;
  request.last_modified = last_modified_;
  request.accept_gzip = true;
  request.max_bytes = hls::kMaxPlaylistBytes;
  request.total_timeout = request.connect_timeout + request.first_byte_timeout;
  request_ = context_.fetcher->Fetch(
      std::move(request),
      [this](base::Result<net::HttpResponse> answer) { OnAnswer(std::move(answer)); });
}

void PlaylistWatch::OnAnswer(base::Result<net::HttpResponse> answer) {
  request_ = 0;
  const base::SteadyTime now = context_.clock.Steady();
  PlaylistLook look;
  std::optional<hls::MediaPlaylist> playlist;
  if (IsGood(answer)) {
    auto parsed =
        hls::ParseMediaPlaylist(TextOf(*answer), answer->effective_url, &context_.variables);
    if (parsed.ok()) {
      playlist = *std::move(parsed);
      look.playlist = &*playlist;
      look.base_url = answer->effective_url;
      look.update = tracker_.Feed(*playlist, began_, now);
      etag_ = std::move(answer->etag);
      last_modified_ = std::move(answer->last_modified);
    } else {
      look.fact.problem = checks::PlaylistFact::Problem::kInvalid;
      Fail(look, {"invalid_data", parsed.status().message()}, now, base::seconds(0));
    }
  } else if (answer.ok() && answer->status == 304 && tracker_.seen()) {
    tracker_.FeedUnchanged(began_, now);
  } else {
    look.fact.problem = checks::PlaylistFact::Problem::kUnreachable;
    Fail(look, FailureOf(answer), now,
         answer.ok() ? answer->retry_after.value_or(base::seconds(0)) : base::seconds(0));
  }
  FillFact(look, now);
  sink_.OnLook(*this, std::move(look));
  if (stopped_ || complete()) return;
  timer_ = context_.loop.RunAt(tracker_.next_look(), [this] { Fetch(); });
}

void PlaylistWatch::Fail(PlaylistLook& look, AnswerFailure failure, base::SteadyTime now,
                         base::seconds retry_after) {
  tracker_.FeedFailure(began_, now, retry_after);
  // So that the next good look brings the text.
  etag_.clear();
  last_modified_.clear();
  look.status = base::Unavailable(failure.error_class, failure.detail);
  look.fact.error_class = std::move(failure.error_class);
  look.fact.detail = std::move(failure.detail);
}

void PlaylistWatch::FillFact(PlaylistLook& look, base::SteadyTime now) const {
  checks::PlaylistFact& fact = look.fact;
  fact.wall = context_.clock.Wall();
  fact.rendition = rendition_;
  fact.live = context_.spec.live || !tracker_.endlist();
  fact.endlist = tracker_.endlist();
  fact.changed = look.update.changed;
  fact.target_duration = tracker_.target_duration();
  fact.stale_seconds = tracker_.StaleSeconds(now);
  fact.media_sequence = tracker_.media_sequence();
  fact.segments = tracker_.segments();
}

}  // namespace vedette::source
