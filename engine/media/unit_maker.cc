#include "engine/media/unit_maker.h"

namespace vedette::media {

void UnitMaker::SetTracks(const std::vector<TrackInfo>& tracks) {
  fillers_.clear();
  for (const TrackInfo& track : tracks) fillers_.emplace_back(track);
}

AccessUnit UnitMaker::Make(const AVFormatContext& context, const AVPacket& packet) {
  const AVStream& stream = *context.streams[packet.stream_index];
  const auto on_clock = [&](int64_t time) {
    if (time == AV_NOPTS_VALUE) return kNoTime;
    if (last_ != kNoTime) {
      const int64_t reference = av_rescale_q(last_.count(), kTickBase, stream.time_base);
      time = UnwrapTime(time, stream.pts_wrap_bits, reference);
    }
    return ToTicks(time, stream.time_base);
  };
  AccessUnit unit;
  unit.track = packet.stream_index;
  unit.dts = on_clock(packet.dts);
  if (unit.dts != kNoTime) last_ = unit.dts;
  unit.pts = on_clock(packet.pts);
  if (unit.dts == kNoTime) unit.dts = unit.pts;
  unit.duration = ToTicks(packet.duration, stream.time_base);
  unit.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  unit.corrupt = (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
  unit.size_bytes = packet.size;
  unit.payload_bytes = packet.size;
  const auto index = static_cast<size_t>(packet.stream_index);
  if (index < fillers_.size()) {
    unit.payload_bytes -=
        fillers_[index].Count(ByteView(packet.data, static_cast<size_t>(packet.size)));
  }
  return unit;
}

}  // namespace vedette::media
