#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/media/track.h"
#include "engine/ts/packet.h"
#include "engine/ts/pes_header.h"
#include "engine/ts/time_unwrapper.h"
#include "engine/ts/unit_reader.h"

namespace vedette::ts {

// One elementary stream: takes the PES headers off the payloads of its packets and gives the rest
// to the reader of its codec. Confined to its owner.
class PesStream {
 public:
  PesStream(WalkerSink& sink, TimeUnwrapper& unwrapper, const media::TrackInfo& track, int index);

  // Whether it can go on for this track, its units under way included.
  bool Fits(const media::TrackInfo& track) const { return track.codec == codec_; }
  void set_track(int index) { reader_->set_track(index); }

  // The next packet with payload, no duplicate, not scrambled. The DTS of the PES packet that
  // begins in it, or kNoTime.
  media::Ticks OnPacket(const Packet& packet);
  void MarkCorrupt() { reader_->MarkCorrupt(); }
  void Flush() { reader_->Flush(); }
  void Reset();
  void Persist() { reader_->Persist(); }

 private:
  enum class State : uint8_t { kWaiting, kHeader, kPayload };

  media::Ticks OnHeader(media::ByteView bytes);

  TimeUnwrapper& unwrapper_;
  const std::string codec_;
  const std::unique_ptr<UnitReader> reader_;
  State state_ = State::kWaiting;
  bool random_access_ = false;
  size_t head_size_ = 0;
  std::array<uint8_t, kMaxPesHeaderBytes> head_;  // of a header that lies in several packets
};

}  // namespace vedette::ts
