#include "engine/monitor/lane_reader.h"

#include <utility>

#include "engine/media/av_opener.h"

namespace vedette::monitor {
namespace {

using source::Chunk;

// An endless stream that can't be described from this much is no stream we know.
constexpr size_t kHeadBytes = 4 << 20;
constexpr size_t kTsPacket = 188;

bool IsTs(const Chunk& chunk) {
  if (chunk.kind == Chunk::Kind::kTsBytes) return true;
  if (chunk.kind != Chunk::Kind::kSegment || chunk.init) return false;
  const media::Bytes& data = chunk.data;
  return data.size() >= kTsPacket && data[0] == 0x47 &&
         (data.size() < 2 * kTsPacket || data[kTsPacket] == 0x47 || data[192] == 0x47);
}

}  // namespace

base::Status LaneReader::Read(const Chunk& chunk, UnitBatch& batch) {
  batch.Begin(chunk.data);
  batch_ = &batch;
  if (chunk.kind == Chunk::Kind::kPackets) {
    if (chunk.tracks) info_ = chunk.tracks;
    for (const media::PacketPtr& packet : chunk.packets) batch.OnAccessUnit(packet->unit);
    return {};
  }
  if (IsTs(chunk)) return ReadTs(chunk);
  if (!demuxer_) demuxer_ = std::make_unique<media::AvDemuxer>(info_);
  base::Status status = demuxer_->Read(chunk.data, chunk.init.get(), batch);
  info_ = demuxer_->info();
  return status;
}

base::Status LaneReader::ReadTs(const Chunk& chunk) {
  if (!walker_) walker_ = std::make_unique<ts::Walker>(static_cast<ts::WalkerSink&>(*this));
  const bool endless = chunk.kind == Chunk::Kind::kTsBytes;
  if (!info_ || describe_) {
    if (endless) {
      if (!head_) head_ = std::make_unique<media::Bytes>();
      head_->insert(head_->end(), chunk.data.begin(), chunk.data.end());
      if (!info_ || ts::HoldsTablesAndUnits(*head_) || head_->size() > kHeadBytes) {
        const bool first = !info_;
        const base::Status status = DescribeHead(false);
        // Known from now on: what was collected until here is read at once.
        if (first) return status;
      }
    } else {
      const base::Status status = Describe(chunk.data);
      if (!status.ok() && !info_) return status;
    }
  }
  walker_->Feed(chunk.data, chunk.contiguous && !chunk.discontinuity);
  if (!endless) walker_->Flush();
  if (describe_ && !endless) {
    // The change lies in this segment, so that its bytes tell.
    const base::Status status = Describe(chunk.data);
    if (!status.ok()) describe_ = false;
  }
  return {};
}

base::Status LaneReader::Describe(media::ByteView bytes) {
  base::Result<media::MediaInfo> info = media::AvOpener::DescribeBytes(bytes);
  if (!info.ok()) return info.status();
  info_ = std::make_shared<const media::MediaInfo>(std::move(*info));
  describe_ = false;
  walker_->SetTracks(*info_);
  return {};
}

base::Status LaneReader::DescribeHead(bool at_end) {
  const bool enough = ts::HoldsTablesAndUnits(*head_) || head_->size() > kHeadBytes || at_end;
  if (!enough) return {};
  const bool first = !info_;
  const base::Status status = Describe(*head_);
  if (!status.ok()) {
    if (head_->size() <= kHeadBytes && !at_end) return {};
    head_.reset();
    return status;
  }
  if (first) walker_->Feed(*head_, false);
  // The batch copies what does not lie in the chunk, so the head may go.
  head_.reset();
  return {};
}

void LaneReader::Finish(UnitBatch& batch) {
  batch.Begin({});
  batch_ = &batch;
  if (!walker_) return;
  if (head_ && !info_ && !DescribeHead(true).ok()) return;
  walker_->Flush();
}

}  // namespace vedette::monitor
