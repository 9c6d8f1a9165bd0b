#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/source/dash_source.h"
#include "engine/source/hls_source.h"
#include "tests/support/http_client_runner.h"
#include "tests/support/recording_sink.h"

namespace vedette::support {

// A source of this type on a loop of its own, with a sink that keeps all of it.
template <typename Made>
class SourceRunner {
 public:
  using Record = RecordingSink::Record;

  ~SourceRunner() { source_.reset(); }

  // Set before Start.
  source::SourceSpec spec;

  void Start(const std::string& url) {
    spec.id = "s";
    spec.url = url;
    source_ = std::make_unique<Made>(spec, sink, environment());
    source_->Start();
  }
  void Stop() { source_.reset(); }

  source::SourceEnvironment environment() {
    return {runner_.loop(), runner_.client(), budget, downloads_, clock, base::seconds(2), true};
  }

  bool WaitForChunks(size_t count) {
    return sink.WaitFor([=](const Record& record) { return record.chunks.size() >= count; });
  }
  // Of the chunks of a lane, in the order of their coming.
  std::vector<int64_t> Sequences(int lane = 0) {
    std::vector<int64_t> sequences;
    sink.With([&](Record& record) {
      for (const source::Chunk& chunk : record.chunks) {
        if (chunk.lane == lane) sequences.push_back(chunk.sequence);
      }
    });
    return sequences;
  }
  // What the loop had to do is done.
  void Settle() {
    runner_.loop().RunAndWait([] {});
  }
  // Of the first end: "ok", its reason, or "never ended".
  std::string EndReason() {
    if (!sink.WaitForEnd()) return "never ended";
    std::string reason;
    sink.With(
        [&](Record& record) { reason = record.ends[0].ok() ? "ok" : record.ends[0].reason(); });
    return reason;
  }
  // Waits for a fact about a segment that is bad; its detail, "" when none comes.
  std::string SegmentProblem(checks::SegmentFact::Problem problem) {
    std::string detail;
    sink.WaitFor([&](const Record& record) {
      for (const checks::SegmentFact& fact : record.segments) {
        if (fact.problem == problem) detail = fact.detail;
      }
      return !detail.empty();
    });
    return detail;
  }
  bool WaitForPlaylist(const std::function<bool(const checks::PlaylistFact&)>& condition) {
    return sink.WaitFor([&](const Record& record) {
      for (const checks::PlaylistFact& fact : record.playlists) {
        if (condition(fact)) return true;
      }
      return false;
    });
  }

  base::SystemClock clock;
  base::ByteBudget budget{64 << 20};
  RecordingSink sink;

 private:
  HttpClientRunner runner_;
  source::DownloadQueue downloads_{runner_.loop(), budget, clock};
  std::unique_ptr<Made> source_;
};

using HlsSourceRunner = SourceRunner<source::HlsSource>;
using DashSourceRunner = SourceRunner<source::DashSource>;

}  // namespace vedette::support
