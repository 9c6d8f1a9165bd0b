#include "engine/media/codec_context.h"

#include <algorithm>
#include <cstring>

namespace vedette::media {
namespace {

// Larger pictures are refused: a picture of 8192 x 8192 takes 100 MB.
constexpr int64_t kMaxPixels = 8192LL * 8192;
// A buffer for packets that one huge unit made: not kept for small ones.
constexpr size_t kMuchTooLarge = 4;  // times
constexpr size_t kAlwaysKept = 1 << 20;

base::Status Unsupported(const TrackInfo& track) {
  return {base::Code::kUnimplemented, "unsupported", "no decoder for " + track.codec};
}

}  // namespace

base::Result<CodecContextPtr> MakeCodecContext(const TrackInfo& track) {
  const AVCodecDescriptor* const description = avcodec_descriptor_get_by_name(track.codec.c_str());
  if (description == nullptr) return Unsupported(track);
  const AVCodec* const codec = avcodec_find_decoder(description->id);
  if (codec == nullptr) return Unsupported(track);
  CodecContextPtr context(avcodec_alloc_context3(codec));
  context->thread_count = 1;
  context->max_pixels = kMaxPixels;
  context->pkt_timebase = kTickBase;
  context->width = track.width;
  context->height = track.height;
  context->sample_rate = track.sample_rate;
  if (track.channels > 0) av_channel_layout_default(&context->ch_layout, track.channels);
  if (track.extradata != nullptr && !track.extradata->empty()) {
    const size_t size = track.extradata->size();
    context->extradata = static_cast<uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
    std::memcpy(context->extradata, track.extradata->data(), size);
    context->extradata_size = static_cast<int>(size);
  }
  return context;
}

base::Status OpenCodec(AVCodecContext& context) {
  const int error = avcodec_open2(&context, nullptr, nullptr);
  if (error >= 0) return {};
  return {base::Code::kUnimplemented, "unsupported", "the decoder refuses these parameters", error};
}

base::Status PacketFiller::TakeBuffer(int size, AVPacket& packet) {
  const size_t room = static_cast<size_t>(size) + AV_INPUT_BUFFER_PADDING_SIZE;
  const size_t most = std::max(kMuchTooLarge * room, kAlwaysKept);
  if (buffer_ == nullptr || buffer_->size < room || buffer_->size > most ||
      av_buffer_is_writable(buffer_.get()) == 0) {
    buffer_.reset(av_buffer_alloc(room + room / 4));
  }
  if (buffer_ != nullptr) packet.buf = av_buffer_ref(buffer_.get());
  if (packet.buf == nullptr) return DecodeFailure(AVERROR(ENOMEM));
  packet.data = packet.buf->data;
  packet.size = size;
  std::memset(packet.data + size, 0, AV_INPUT_BUFFER_PADDING_SIZE);
  return {};
}

base::Status PacketFiller::Fill(const AccessUnit& unit, AVPacket& packet, int most) {
  if (unit.size_bytes <= 0 || unit.size_bytes > kMaxUnitBytes) {
    return base::Unavailable("invalid_data", "a unit of " + std::to_string(unit.size_bytes));
  }
  const int wanted = std::min(unit.size_bytes, most);
  VEDETTE_RETURN_IF_ERROR(TakeBuffer(wanted, packet));
  int filled = 0;
  for (const ByteView piece : unit.pieces) {
    const int count = std::min(static_cast<int>(piece.size()), wanted - filled);
    std::memcpy(packet.data + filled, piece.data(), static_cast<size_t>(count));
    filled += count;
  }
  av_shrink_packet(&packet, filled);
  packet.pts = FromTicks(unit.pts);
  packet.dts = FromTicks(unit.dts);
  if (unit.key) packet.flags |= AV_PKT_FLAG_KEY;
  if (unit.corrupt) packet.flags |= AV_PKT_FLAG_CORRUPT;
  return {};
}

base::Status DecodeFailure(int error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = "";
  av_strerror(error, text, sizeof(text));
  if (error == AVERROR(ENOMEM)) return {base::Code::kResourceExhausted, "local_fault", text, error};
  return {base::Code::kDataLoss, "invalid_data", text, error};
}

}  // namespace vedette::media
