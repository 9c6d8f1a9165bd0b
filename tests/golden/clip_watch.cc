#include "tests/golden/clip_watch.h"

#include <algorithm>
#include <future>
#include <map>
#include <memory>

#include "engine/base/worker_pool.h"
#include "engine/monitor/stream_analysis.h"
#include "tests/support/test_media.h"

namespace vedette::golden {
namespace {

constexpr size_t kPacket = 188;
constexpr size_t kFilePiece = 1 << 20;
constexpr double kPieceSeconds = 0.1;
constexpr double kSegmentSeconds = 4;

// Seconds of the PCR of a packet that begins a random access point; -1 for any other.
double RandomAccessAt(const uint8_t* packet) {
  const bool adaptation = (packet[3] & 0x20) != 0 && packet[4] >= 7;
  if (!adaptation || (packet[5] & 0x50) != 0x50) return -1;
  uint64_t base = 0;
  for (int i = 6; i <= 9; ++i) base = base << 8 | packet[i];
  return static_cast<double>(base << 1 | packet[10] >> 7) / 90000.0;
}

bool IsPat(const uint8_t* packet) { return (packet[1] & 0x1f) == 0 && packet[2] == 0; }

// Where segments begin: at the PAT that FFmpeg writes before a key picture.
std::vector<size_t> SegmentStarts(const media::Bytes& bytes) {
  std::vector<size_t> starts = {0};
  size_t pat = 0;
  double begun = -1;
  for (size_t at = 0; at + kPacket <= bytes.size(); at += kPacket) {
    if (IsPat(&bytes[at])) pat = at;
    const double key = RandomAccessAt(&bytes[at]);
    if (key < 0) continue;
    if (begun < 0) begun = key;
    if (key < begun + kSegmentSeconds || at > pat + 8 * kPacket) continue;
    starts.push_back(pat);
    begun = key;
  }
  return starts;
}

std::vector<size_t> PieceStarts(const media::Bytes& bytes, Feed feed, double seconds) {
  if (feed == Feed::kSegments) return SegmentStarts(bytes);
  const size_t piece =
      feed == Feed::kFile
          ? kFilePiece
          : std::max<size_t>(kPacket, static_cast<size_t>(static_cast<double>(bytes.size()) *
                                                          kPieceSeconds / seconds));
  std::vector<size_t> starts;
  for (size_t at = 0; at < bytes.size(); at += piece) starts.push_back(at);
  return starts;
}

class Watch {
 public:
  Watch(const media::Bytes& bytes, checks::Depth depth, Feed feed, Effort effort, double seconds)
      : bytes_(bytes),
        feed_(feed),
        seconds_(seconds),
        checks_(Options(depth)),
        tools_(1),
        analysis_(depth, 1, checks_, tools_) {
    analysis_.SetThrifty(effort == Effort::kThrifty);
  }

  // On a worker.
  Seen Run() {
    const std::vector<size_t> starts = PieceStarts(bytes_, feed_, seconds_);
    for (size_t i = 0; i < starts.size(); ++i) {
      const size_t end = i + 1 < starts.size() ? starts[i + 1] : bytes_.size();
      source::Chunk chunk;
      chunk.kind =
          feed_ == Feed::kSegments ? source::Chunk::Kind::kSegment : source::Chunk::Kind::kTsBytes;
      chunk.data.assign(bytes_.begin() + static_cast<ptrdiff_t>(starts[i]),
                        bytes_.begin() + static_cast<ptrdiff_t>(end));
      chunk.contiguous = i > 0;
      chunk.sequence = static_cast<int64_t>(i);
      (void)analysis_.Process(chunk).ok();
      Collect();
    }
    analysis_.Finish();
    checks_.Finish(analysis_.End());
    Collect();
    return Report();
  }

 private:
  static checks::CheckOptions Options(checks::Depth depth) {
    checks::CheckOptions options;
    options.depth = depth;
    options.live = false;
    return options;
  }

  void Collect() {
    for (checks::EventRecord& event : checks_.TakeChanges().events) {
      events_[event.number] = std::move(event);
    }
  }

  Seen Report() const {
    Seen seen;
    for (const auto& [number, event] : events_) {
      seen.events.push_back(
          {event.check, event.start.media, event.end ? event.end->media : analysis_.End().media});
    }
    seen.decoded_pictures = analysis_.decoded_pictures();
    seen.key_pictures = analysis_.key_pictures();
    seen.not_covered = checks_.Cover({}).not_covered;
    return seen;
  }

  const media::Bytes& bytes_;
  const Feed feed_;
  const double seconds_;
  checks::StreamChecks checks_;
  monitor::WorkerToolSet tools_;
  monitor::StreamAnalysis analysis_;
  std::map<uint64_t, checks::EventRecord> events_;
};

}  // namespace

Seen WatchClip(const std::string& path, double seconds, checks::Depth depth, Feed feed,
               Effort effort) {
  const media::Bytes bytes = support::ReadBytes(path);
  std::promise<Seen> promise;
  base::WorkerPool pool(1, "watch");
  pool.NewStrand()->Post(
      [&] { promise.set_value(Watch(bytes, depth, feed, effort, seconds).Run()); });
  return promise.get_future().get();
}

}  // namespace vedette::golden
