#pragma once

#include <string>
#include <string_view>

#include "engine/base/clock.h"
#include "engine/net/event_loop.h"
#include "engine/source/download_queue.h"
#include "engine/source/fetcher.h"
#include "engine/source/source.h"

namespace vedette::source {

// What the parts of one HlsSource or DashSource share. Confined to the loop; the source outlives
// its parts.
struct SourceContext {
  net::EventLoop& loop;
  DownloadQueue& downloads;
  const base::Clock& clock;
  SourceSink& sink;
  const SourceSpec& spec;
  base::milliseconds connect_timeout{0};
  checks::Protocol protocol = checks::Protocol::kHls;
  Fetcher* fetcher = nullptr;
  bool files = false;  // the playlist is a file: nothing will be added to it

  // A GET with the deadlines of this stream: connecting, silence and the first byte are given two
  // target durations (3 to 10 s; 10 s while that is not known, or where nothing is live).
  net::HttpRequest Request(std::string url, double target_duration) const;
};

// The stream's first answer, when somebody has looked at it already, and the cookies it brought.
struct FirstAnswer {
  net::HttpSessionPtr session;
  net::HttpResponse answer;
};

// The error class of checks.md and words for people.
struct AnswerFailure {
  std::string error_class;
  std::string detail;
};
// Of an answer that is no 2xx.
AnswerFailure FailureOf(const base::Result<net::HttpResponse>& answer);
bool IsGood(const base::Result<net::HttpResponse>& answer);
std::string_view TextOf(const net::HttpResponse& answer);

}  // namespace vedette::source
