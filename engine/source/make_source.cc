#include "engine/source/make_source.h"

#include <utility>

#include "engine/base/url.h"
#include "engine/source/av_source.h"
#include "engine/source/choosing_source.h"
#include "engine/source/srt_source.h"
#include "engine/source/ts_source.h"

namespace vedette::source {
namespace {

bool IsFile(const std::string& url) {
  return url.starts_with("file:") || url.find("://") == std::string::npos;
}

}  // namespace

base::Result<std::unique_ptr<Source>> MakeSource(SourceSpec spec, SourceSink& sink,
                                                 const SourceEnvironment& environment) {
  using Made = std::unique_ptr<Source>;
  if (IsFile(spec.url)) {
    if (!environment.allow_files) {
      return base::InvalidArgument("url",
                                   "url must begin with a scheme like http://; files are "
                                   "for `vedette probe` only");
    }
    return Made(std::make_unique<ChoosingSource>(std::move(spec), sink, environment));
  }
  const base::Result<base::Url> url = base::ParseUrl(spec.url);
  if (!url.ok()) return url.status();
  spec.url.replace(0, url->scheme.size(), url->scheme);  // in lower case
  if (url->scheme == "http" || url->scheme == "https") {
    return Made(std::make_unique<ChoosingSource>(std::move(spec), sink, environment));
  }
  if (url->scheme == "udp" || url->scheme == "rtp") {
    return Made(std::make_unique<TsSource>(std::move(spec), sink, environment.loop,
                                           environment.client, environment.budget,
                                           environment.clock));
  }
  if (url->scheme == "srt") {
    return Made(std::make_unique<SrtSource>(std::move(spec), sink, environment.Readers()));
  }
  for (const char* scheme : {"rtmp", "rtmps", "rtsp", "rtsps"}) {
    if (url->scheme != scheme) continue;
    return Made(std::make_unique<AvSource>(std::move(spec), sink, environment.Readers()));
  }
  return base::InvalidArgument("url", "url has a scheme that is not watched: " + url->scheme);
}

}  // namespace vedette::source
