#include "engine/media/av_demuxer.h"

#include <utility>

#include "engine/media/describe.h"
#include "engine/media/log_bridge.h"
#include "engine/media/memory_input.h"
#include "engine/media/unit_maker.h"

namespace vedette::media {
namespace {

// Its header says all that its packets need; other containers need libavformat's parsers, which
// find_stream_info sets up.
bool DescribesItself(const std::string& container) {
  return container == "mp4" || container == "matroska";
}

bool SameBytes(const std::shared_ptr<const Bytes>& a, const std::shared_ptr<const Bytes>& b) {
  return a == nullptr || b == nullptr ? a == b : *a == *b;
}

// Whether decoders for one track can take the other's units. Sound's rate and channels may be
// others than the header says (HE-AAC), so they count only where both were `probed`.
bool SameTrack(const TrackInfo& a, const TrackInfo& b, bool probed) {
  if (a.type != b.type || a.codec != b.codec || a.pid != b.pid) return false;
  if (a.width != b.width || a.height != b.height) return false;
  if (probed && (a.sample_rate != b.sample_rate || a.channels != b.channels)) return false;
  return SameBytes(a.extradata, b.extradata);
}

bool SameTracks(const MediaInfo& a, const MediaInfo& b, bool probed) {
  if (a.container != b.container || a.tracks.size() != b.tracks.size()) return false;
  for (size_t i = 0; i < a.tracks.size(); ++i) {
    if (!SameTrack(a.tracks[i], b.tracks[i], probed)) return false;
  }
  return true;
}

}  // namespace

AvDemuxer::AvDemuxer(std::shared_ptr<const MediaInfo> known, ProbeLimits limits)
    : info_(std::move(known)), limits_(limits), maker_(std::make_unique<UnitMaker>()) {
  if (info_ != nullptr) maker_->SetTracks(info_->tracks);
}

AvDemuxer::~AvDemuxer() = default;

base::Status AvDemuxer::Read(ByteView data, const Bytes* init, AccessUnitSink& sink) {
  MemoryInput input(data, init, limits_);
  VEDETTE_RETURN_IF_ERROR(input.Open());
  AVFormatContext& context = *input.context();
  bool probed = !DescribesItself(ContainerOf(context));
  if (probed) VEDETTE_RETURN_IF_ERROR(input.FindInfo());
  if (info_ == nullptr || !SameTracks(*info_, Describe(context), probed)) {
    if (!probed) VEDETTE_RETURN_IF_ERROR(input.FindInfo());
    info_ = std::make_shared<const MediaInfo>(Describe(context));
    maker_->SetTracks(info_->tracks);
  }

  const LogScope scope;
  const AvPacketPtr packet(av_packet_alloc());
  int64_t units = 0;
  int error = 0;
  while ((error = av_read_frame(&context, packet.get())) >= 0) {
    if (static_cast<size_t>(packet->stream_index) < info_->tracks.size()) {
      AccessUnit unit = maker_->Make(context, *packet);
      const ByteView piece(packet->data, static_cast<size_t>(packet->size));
      unit.pieces = {&piece, 1};
      sink.OnAccessUnit(unit);
      ++units;
    }
    av_packet_unref(packet.get());
  }
  if (units > 0) return {};
  return input.Failure(error, scope.said());
}

}  // namespace vedette::media
