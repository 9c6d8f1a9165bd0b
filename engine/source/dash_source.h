#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/net/http_client.h"
#include "engine/source/dash_segments.h"
#include "engine/source/key_store.h"
#include "engine/source/make_source.h"
#include "engine/source/manifest_watch.h"
#include "engine/source/segment_lane.h"
#include "engine/source/source.h"
#include "engine/source/utc_clock.h"

namespace vedette::source {

// DASH (ISO/IEC 23009-1): the manifest is watched, and of the representations chosen the segments
// are handed on as kSegment chunks, lane 0 the main video. Has opened with the first good manifest.
// Ends when that can't be had, has failed three times in a row, has no representation that can be
// read in segments, and, where the stream is not live, after its last segment. All happens on
// the environment's loop; sink calls come from there.
class DashSource final : public Source, private ManifestWatchSink {
 public:
  // All but `spec` must outlive the source. `spec.url`: http(s), or "file:///..." (see
  // FileFetcher).
  DashSource(SourceSpec spec, SourceSink& sink, const SourceEnvironment& environment,
             std::optional<FirstAnswer> first = std::nullopt);
  ~DashSource() override;

  void Start() override;
  void Stop() override;

 private:
  void Open();
  void OnLook(ManifestLook look) override;
  bool OpenWith(const ManifestLook& look);
  void Judge(const ManifestLook& look);
  checks::PlaylistFact FactOf(const ManifestLook& look, base::SteadyTime now) const;
  // What time has brought since the last look.
  void Advance();
  void AddToLanes(std::vector<dash::ManifestTracker::LaneUpdate> updates);
  bool Complete() const;  // nothing will be added
  void EndIfComplete();
  void End(base::Status status);

  const SourceSpec spec_;
  const std::string rendition_;  // the manifest's URL, redacted
  net::HttpClient& client_;
  SourceContext context_;
  std::optional<FirstAnswer> first_;

  // The loop's. In this order: requests go before the fetcher.
  std::unique_ptr<Fetcher> fetcher_;
  std::unique_ptr<dash::ManifestTracker> tracker_;
  std::unique_ptr<KeyStore> keys_;  // none is ever loaded
  std::vector<std::unique_ptr<SegmentLane>> lanes_;
  std::vector<DashSegments> segments_;  // of each lane
  std::unique_ptr<UtcClock> utc_;
  std::unique_ptr<ManifestWatch> watch_;
  net::EventLoop::TimerId timer_ = 0;  // for the next segment
  bool opened_ = false;
  bool ended_ = false;
};

}  // namespace vedette::source
