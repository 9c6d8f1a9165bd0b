#include "engine/source/hls_segments.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/base/url.h"

namespace vedette::source {
namespace {

std::optional<ByteRange> RangeOf(const std::optional<hls::ByteRange>& range) {
  if (!range) return std::nullopt;
  return ByteRange{range->offset, range->length};
}

SegmentKey::Scope ScopeOf(const hls::Key& key) {
  if (key.method == hls::Key::Method::kSampleAes) return SegmentKey::Scope::kSamples;
  const bool plain = key.identity() && key.method == hls::Key::Method::kAes128;
  return plain ? SegmentKey::Scope::kSegment : SegmentKey::Scope::kUnknown;
}

// Builds what a playlist's indexes stand for, once for each index.
class Resolver {
 public:
  Resolver(const hls::MediaPlaylist& playlist, std::string_view base_url)
      : playlist_(playlist),
        base_url_(base_url),
        keys_(playlist.keys.size()),
        inits_(playlist.maps.size()) {}

  // `last`: what the lane used last; kept where it is the same.
  std::shared_ptr<const SegmentKey> KeyAt(int index,
                                          const std::shared_ptr<const SegmentKey>& last) {
    if (index < 0) return nullptr;
    auto& made = keys_[static_cast<size_t>(index)];
    if (made != nullptr) return made;
    const hls::Key& key = playlist_.keys[static_cast<size_t>(index)];
    SegmentKey value{ScopeOf(key), base::ResolveUrl(base_url_, key.uri), key.iv};
    made =
        last != nullptr && *last == value ? last : std::make_shared<SegmentKey>(std::move(value));
    return made;
  }

  std::shared_ptr<SegmentInit> InitAt(int index, const std::shared_ptr<SegmentInit>& last,
                                      const std::shared_ptr<const SegmentKey>& last_key) {
    if (index < 0) return nullptr;
    auto& made = inits_[static_cast<size_t>(index)];
    if (made != nullptr) return made;
    const hls::Map& map = playlist_.maps[static_cast<size_t>(index)];
    SegmentInit value;
    value.url = base::ResolveUrl(base_url_, map.uri);
    value.range = RangeOf(map.range);
    value.key = KeyAt(map.key, last_key);
    const bool same = last != nullptr && last->url == value.url && last->range == value.range;
    made = same ? last : std::make_shared<SegmentInit>(std::move(value));
    return made;
  }

 private:
  const hls::MediaPlaylist& playlist_;
  const std::string_view base_url_;
  std::vector<std::shared_ptr<const SegmentKey>> keys_;
  std::vector<std::shared_ptr<SegmentInit>> inits_;
};

}  // namespace

SegmentBatch HlsSegments::Make(const hls::MediaPlaylist& playlist,
                               const hls::PlaylistTracker::Update& update,
                               std::string_view base_url) {
  SegmentBatch batch;
  batch.window_begin = playlist.media_sequence;
  batch.target_duration = playlist.target_duration;
  batch.reset = update.sequence_reset;
  bool after_break = update.sequence_reset;
  Resolver resolver(playlist, base_url);
  for (size_t i = update.first_new; i < playlist.segments.size(); ++i) {
    const hls::Segment& from = playlist.segments[i];
    if (from.gap) continue;
    QueuedSegment segment;
    segment.url = base::ResolveUrl(base_url, from.uri);
    segment.sequence = playlist.SequenceOf(i);
    segment.duration = from.duration;
    segment.program_date_time = from.program_date_time;
    segment.range = RangeOf(from.range);
    segment.key = key_ = resolver.KeyAt(from.key, key_);
    segment.init = init_ = resolver.InitAt(from.map, init_, key_);
    segment.discontinuity = from.discontinuity;
    segment.after_break = std::exchange(after_break, false);
    batch.segments.push_back(std::move(segment));
  }
  return batch;
}

}  // namespace vedette::source
