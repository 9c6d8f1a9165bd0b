#include "engine/ts/pes_stream.h"

#include <algorithm>
#include <cstring>

#include "engine/ts/audio_reader.h"
#include "engine/ts/codec.h"
#include "engine/ts/packet_reader.h"
#include "engine/ts/video_reader.h"

namespace vedette::ts {
namespace {

std::unique_ptr<UnitReader> MakeReader(WalkerSink& sink, const media::TrackInfo& track, int index) {
  const Codec codec = CodecByName(track.codec);
  if (IsVideo(codec)) return std::make_unique<VideoReader>(sink, index, codec);
  if (codec != Codec::kOther) {
    return std::make_unique<AudioReader>(sink, index, codec, track.sample_rate);
  }
  return std::make_unique<PacketReader>(sink, index, track.type != media::TrackType::kVideo);
}

}  // namespace

PesStream::PesStream(WalkerSink& sink, TimeUnwrapper& unwrapper, const media::TrackInfo& track,
                     int index)
    : unwrapper_(unwrapper), codec_(track.codec), reader_(MakeReader(sink, track, index)) {}

media::Ticks PesStream::OnPacket(const Packet& packet) {
  media::ByteView payload = packet.payload;
  if (packet.unit_start) {
    state_ = State::kHeader;
    head_size_ = 0;
    random_access_ = packet.random_access;
  }
  if (state_ == State::kWaiting || payload.empty()) return media::kNoTime;
  if (state_ == State::kPayload) {
    reader_->Append(payload);
    return media::kNoTime;
  }
  if (head_size_ == 0) return OnHeader(payload);
  const size_t before = head_size_;
  const size_t take = std::min(payload.size(), head_.size() - before);
  std::memcpy(head_.data() + before, payload.data(), take);
  // The elementary stream must be a view of the packet, not of head_.
  head_size_ = before + take;
  PesHeader header;
  if (ParsePesHeader({head_.data(), head_size_}, header) == PesHead::kGood) {
    head_size_ = header.header_bytes;
  }
  const size_t in_payload = head_size_ - before;
  const media::Ticks dts = OnHeader({head_.data(), head_size_});
  if (state_ == State::kPayload && in_payload < payload.size()) {
    reader_->Append(payload.subspan(in_payload));
  }
  return dts;
}

// `bytes`: the header from its beginning, and what lies behind it in the same packet.
media::Ticks PesStream::OnHeader(media::ByteView bytes) {
  PesHeader header;
  switch (ParsePesHeader(bytes, header)) {
    case PesHead::kNotPes:
      state_ = State::kWaiting;
      return media::kNoTime;
    case PesHead::kTooShort:
      if (bytes.data() != head_.data()) {
        head_size_ = std::min(bytes.size(), head_.size());
        std::memcpy(head_.data(), bytes.data(), head_size_);
      }
      return media::kNoTime;
    case PesHead::kGood:
      break;
  }
  state_ = State::kPayload;
  PesStart start;
  start.payload_bytes = header.payload_bytes;
  start.random_access = random_access_;
  if (header.dts) start.times.dts = unwrapper_.Unwrap(*header.dts);
  if (header.pts) start.times.pts = unwrapper_.Unwrap(*header.pts);
  if (!header.dts) start.times.dts = start.times.pts;
  reader_->BeginPes(start);
  if (header.header_bytes < bytes.size()) reader_->Append(bytes.subspan(header.header_bytes));
  return start.times.dts;
}

void PesStream::Reset() {
  state_ = State::kWaiting;
  head_size_ = 0;
  reader_->Reset();
}

}  // namespace vedette::ts
