#pragma once

#include <string>

#include "engine/dash/manifest_tracker.h"
#include "engine/source/source_context.h"

namespace vedette::source {

// One look at a DASH manifest; what it brought is in the tracker.
struct ManifestLook {
  base::Status status;  // of a failed look; reason: the error class
  checks::PlaylistFact::Problem problem = checks::PlaylistFact::Problem::kNone;
  bool brought = false;  // a manifest: neither failed nor "not modified"
};

class ManifestWatchSink {
 public:
  virtual ~ManifestWatchSink() = default;
  virtual void OnLook(ManifestLook look) = 0;
};

// Looks at one manifest, with validators where the origin gives them, at the place that its
// Location names once it does, and feeds the tracker. When the next look is due is the tracker's
// word; the sink asks for it. Confined to the loop.
class ManifestWatch {
 public:
  // All must outlive it.
  ManifestWatch(const SourceContext& context, ManifestWatchSink& sink,
                dash::ManifestTracker& tracker);
  ~ManifestWatch() { Stop(); }
  ManifestWatch(const ManifestWatch&) = delete;
  ManifestWatch& operator=(const ManifestWatch&) = delete;

  void Start() { Fetch(); }
  // Instead of Start: the first answer is there already.
  void StartWith(net::HttpResponse answer);
  // Once more when the tracker wants it; after a look.
  void LookAgain();
  void Stop();

 private:
  void Fetch();
  void OnAnswer(base::Result<net::HttpResponse> answer);
  ManifestLook Judge(base::Result<net::HttpResponse>& answer);
  ManifestLook Fail(checks::PlaylistFact::Problem problem, AnswerFailure failure,
                    base::seconds retry_after);

  const SourceContext& context_;
  ManifestWatchSink& sink_;
  dash::ManifestTracker& tracker_;
  std::string url_;
  std::string etag_;
  std::string last_modified_;
  base::SteadyTime began_{};
  Fetcher::RequestId request_ = 0;
  net::EventLoop::TimerId timer_ = 0;
  bool stopped_ = false;
};

}  // namespace vedette::source
