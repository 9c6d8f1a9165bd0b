#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/media/av_demuxer.h"
#include "engine/monitor/unit_batch.h"
#include "engine/source/source.h"
#include "engine/ts/walker.h"

namespace vedette::monitor {

// Turns the chunks of one lane into access units with the cheapest reader that is right:
// transport streams through ts::Walker, other segments through media::AvDemuxer, packets as they
// are. What the tracks are is libavformat's word (media::AvOpener), asked at the start and again
// when tables or decoder parameters change. Confined to the strand.
class LaneReader final : ts::WalkerSink {
 public:
  LaneReader() = default;
  ~LaneReader() override = default;
  LaneReader(const LaneReader&) = delete;
  LaneReader& operator=(const LaneReader&) = delete;

  // The chunk's units go into `batch`, whose Begin has been called by this. Fails with
  // "invalid_data" when the bytes are no media; the next chunk may be.
  base::Status Read(const source::Chunk& chunk, UnitBatch& batch);
  // The media is over: units that waited for their end.
  void Finish(UnitBatch& batch);

  // What is known of the tracks; another pointer than before when it changed. Null at first.
  const std::shared_ptr<const media::MediaInfo>& info() const { return info_; }

  // Of a transport stream; null otherwise.
  ts::Walker* walker() { return walker_.get(); }

 private:
  void OnAccessUnit(const media::AccessUnit& unit) override { batch_->OnAccessUnit(unit); }
  void OnTablesChanged() override { describe_ = true; }
  void OnParametersChanged(int) override { describe_ = true; }

  base::Status ReadTs(const source::Chunk& chunk);
  base::Status Describe(media::ByteView bytes);
  base::Status DescribeHead(bool at_end);

  std::shared_ptr<const media::MediaInfo> info_;
  std::unique_ptr<ts::Walker> walker_;
  std::unique_ptr<media::AvDemuxer> demuxer_;
  UnitBatch* batch_ = nullptr;  // during Read and Finish
  bool describe_ = false;
  // The head of an endless stream, until there is enough of it to be described.
  std::unique_ptr<media::Bytes> head_;
};

}  // namespace vedette::monitor
