#pragma once

#include <memory>
#include <string>

#include "engine/net/http_client.h"
#include "engine/source/http_body.h"
#include "engine/source/make_source.h"
#include "engine/source/source.h"
#include "engine/source/ts_source.h"

namespace vedette::source {

// Looks at the first bytes of an http(s) URL or a file and becomes the source that they need. An
// HLS playlist or DASH manifest read this way is handed over, and so is the answer under way that
// is a transport stream: both are asked for once. All happens on the environment's loop until there
// is that source, whose thread rules hold from then on.
class ChoosingSource final : public Source, private HttpBodySink {
 public:
  // `spec.url`: http(s), "file:..." or a bare path.
  ChoosingSource(SourceSpec spec, SourceSink& sink, const SourceEnvironment& environment);
  ~ChoosingSource() override;

  void Start() override;
  void Stop() override;

 private:
  enum class Content : uint8_t { kUndecided, kPlaylist, kTs, kDash, kOther };

  void Look();
  void LookAtFile();
  bool OnBody(media::ByteView bytes) override;
  void OnBodyEnd(base::Result<net::HttpResponse> result) override;
  Content ContentOf(bool at_end) const;
  // Becomes the source for what was found; `inner` begins at once.
  void Become(std::unique_ptr<Source> inner);
  void BecomeFor(Content content);
  void BecomeTs(TsSource::First first);
  void End(base::Status status);

  const SourceSpec spec_;
  SourceSink& sink_;
  const SourceEnvironment environment_;

  // The loop's.
  std::unique_ptr<HttpBody> body_;
  media::Bytes head_;  // all of a playlist or manifest, the first 4 KiB of anything else
  Content content_ = Content::kUndecided;
  std::unique_ptr<Source> inner_;
  bool stopped_ = false;
};

}  // namespace vedette::source
