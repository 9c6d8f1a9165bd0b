// The room engine/source: where bytes come from. A Source turns a URL into Chunks, playlist facts
// and session facts; it knows protocols, not media. It uses net, hls, media (for AvSource) and
// base; monitor::StreamSession is its only caller.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/checks/facts.h"
#include "engine/media/access_unit.h"
#include "engine/media/packet.h"
#include "engine/media/track.h"

namespace vedette::source {

// A piece of media on its way to a worker. Moved, never copied; its budget lease goes with it.
struct Chunk {
  enum class Kind : uint8_t {
    kTsBytes,  // the next bytes of one endless transport stream; any size, any alignment
    kSegment,  // one whole HLS or DASH segment: TS, fMP4 (with `init`) or packed audio, by content
    kPackets,  // packets a blocking libavformat input gave; `tracks` on the first and on change
  };
  Kind kind = Kind::kTsBytes;
  int lane = 0;  // 0 = main rendition, 1.. = further renditions looked into
  media::Bytes data;
  std::shared_ptr<const media::Bytes> init;  // EXT-X-MAP or DASH initialization, null for TS
  std::vector<media::PacketPtr> packets;
  std::shared_ptr<const media::MediaInfo> tracks;
  base::ByteBudget::Lease lease;
  base::SteadyTime arrival{};  // of its last byte
  base::WallTime wall_arrival{};
  bool contiguous = false;  // follows directly on the last chunk of this lane; not on the first,
                            // nor where bytes were lost on our side
  // Segments only.
  int64_t sequence = 0;
  double duration = 0;                 // announced, seconds
  bool discontinuity = false;          // signalled before this piece
  base::WallTime program_date_time{};  // epoch = none
  bool encrypted = false;              // its samples are, without a key: only headers tell
};

// Receives what a source brings. Called on the source's threads, never two calls at once for one
// source; must not block. No call comes after Source::Stop has returned.
class SourceSink {
 public:
  virtual ~SourceSink() = default;
  virtual void OnOpened(std::string container_hint) = 0;  // "hls", "mpegts", ...: it answers
  virtual void OnChunk(Chunk chunk) = 0;
  virtual void OnPlaylist(checks::PlaylistFact fact) = 0;
  virtual void OnSegment(checks::SegmentFact fact) = 0;
  // The source can't go on (ok: the media ended). `reason()` is the error class of checks.md.
  // Nothing follows; the session decides about another try.
  virtual void OnEnd(base::Status status) = 0;
};

enum class Renditions : uint8_t { kHighest = 1, kLowest, kAll };

// What a source needs to know of its stream. Value.
struct SourceSpec {
  std::string id;  // for logs
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  Renditions renditions = Renditions::kHighest;
  bool media = true;  // false: playlists only (depth manifest)
  bool live = true;   // false: read as fast as possible to the end (a file, VOD)
};

// One try at one stream. Start returns at once; results arrive through the sink. Stop blocks until
// the last call into the sink has returned (bounded by the interrupt deadlines, < 1 s) and may be
// called from any thread but the sink's caller. Destruction stops.
class Source {
 public:
  virtual ~Source() = default;
  virtual void Start() = 0;
  virtual void Stop() = 0;
};

}  // namespace vedette::source
