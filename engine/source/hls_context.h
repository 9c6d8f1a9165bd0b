#pragma once

#include <string>
#include <vector>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/hls/playlist.h"
#include "engine/net/event_loop.h"
#include "engine/source/fetcher.h"
#include "engine/source/source.h"

namespace vedette::source {

// What the parts of one HlsSource share. Confined to the loop; HlsSource outlives its parts.
struct HlsContext {
  net::EventLoop& loop;
  base::ByteBudget& budget;
  const base::Clock& clock;
  SourceSink& sink;
  const SourceSpec& spec;
  base::milliseconds connect_timeout{0};
  Fetcher* fetcher = nullptr;
  bool files = false;  // the playlist is a file: nothing will be added to it
  std::vector<hls::Variable> variables = {};

  // A GET with the deadlines of this stream: connecting, silence and the first byte are given two
  // target durations (3 to 10 s; 10 s while that is not known, or where nothing is live).
  net::HttpRequest Request(std::string url, double target_duration) const;
};

// The error class of checks.md and words for people.
struct HlsFailure {
  std::string error_class;
  std::string detail;
};
// Of an answer that is no 2xx; `what` it was asked for.
HlsFailure FailureOf(const base::Result<net::HttpResponse>& answer);
bool IsGood(const base::Result<net::HttpResponse>& answer);

}  // namespace vedette::source
