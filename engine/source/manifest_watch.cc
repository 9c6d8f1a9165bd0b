#include "engine/source/manifest_watch.h"

#include <utility>

#include "engine/dash/parse_manifest.h"

namespace vedette::source {

using Problem = checks::PlaylistFact::Problem;

ManifestWatch::ManifestWatch(const SourceContext& context, ManifestWatchSink& sink,
                             dash::ManifestTracker& tracker)
    : context_(context), sink_(sink), tracker_(tracker), url_(context.spec.url) {}

void ManifestWatch::StartWith(net::HttpResponse answer) {
  began_ = context_.clock.Steady();
  OnAnswer(std::move(answer));
}

void ManifestWatch::LookAgain() {
  if (stopped_) return;
  context_.loop.Cancel(timer_);
  timer_ = context_.loop.RunAt(tracker_.next_look(), [this] { Fetch(); });
}

void ManifestWatch::Stop() {
  stopped_ = true;
  context_.loop.Cancel(timer_);
  if (request_ != 0) context_.fetcher->Cancel(std::exchange(request_, 0));
}

void ManifestWatch::Fetch() {
  timer_ = 0;
  began_ = context_.clock.Steady();
  net::HttpRequest request = context_.Request(url_, tracker_.segment_seconds());
  request.etag = etag_;
  request.last_modified = last_modified_;
  request.accept_gzip = true;
  request.max_bytes = dash::kMaxManifestBytes;
  request.total_timeout = request.connect_timeout + request.first_byte_timeout;
  request_ = context_.fetcher->Fetch(
      std::move(request),
      [this](base::Result<net::HttpResponse> answer) { OnAnswer(std::move(answer)); });
}

void ManifestWatch::OnAnswer(base::Result<net::HttpResponse> answer) {
  request_ = 0;
  sink_.OnLook(Judge(answer));
}

ManifestLook ManifestWatch::Judge(base::Result<net::HttpResponse>& answer) {
  if (answer.ok() && answer->status == 304 && tracker_.seen()) {
    tracker_.FeedUnchanged(began_, context_.clock.Steady());
    return {};
  }
  if (!IsGood(answer)) {
    return Fail(Problem::kUnreachable, FailureOf(answer),
                answer.ok() ? answer->retry_after.value_or(base::seconds(0)) : base::seconds(0));
  }
  base::Result<dash::Manifest> manifest =
      dash::ParseManifest(TextOf(*answer), answer->effective_url);
  if (!manifest.ok()) {
    return Fail(Problem::kInvalid, {"invalid_data", manifest.status().message()}, {});
  }
  if (!manifest->location.empty()) url_ = manifest->location;
  tracker_.Feed(*std::move(manifest), began_, context_.clock.Steady());
  etag_ = std::move(answer->etag);
  last_modified_ = std::move(answer->last_modified);
  return {{}, Problem::kNone, true};
}

ManifestLook ManifestWatch::Fail(Problem problem, AnswerFailure failure,
                                 base::seconds retry_after) {
  tracker_.FeedFailure(began_, context_.clock.Steady(), retry_after);
  // So that the next good look brings the text. A Location may be what is broken.
  etag_.clear();
  last_modified_.clear();
  url_ = context_.spec.url;
  return {base::Unavailable(std::move(failure.error_class), std::move(failure.detail)), problem,
          false};
}

}  // namespace vedette::source
