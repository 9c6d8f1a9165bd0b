#include "engine/ts/packet_reader.h"

namespace vedette::ts {

void PacketReader::BeginPes(const PesStart& start) {
  if (buffer_.size() > 0) {
    if (wanted_ > 0) MarkCorrupt();  // it states more bytes than came
    Hand();
  }
  wanted_ = start.payload_bytes;
  facts_ = {.times = start.times, .key = always_key_ || start.random_access};
}

void PacketReader::Append(media::ByteView piece) {
  buffer_.Append(piece);
  if (wanted_ > 0 && buffer_.size() >= wanted_) {
    Hand();
  } else if (buffer_.size() >= kMaxUnitBytes) {
    MarkCorrupt();
    Hand();
  }
}

void PacketReader::Hand() {
  Emit(buffer_.size(), facts_);
  facts_.times = {};
  wanted_ = 0;
}

void PacketReader::Flush() {
  if (buffer_.size() > 0 && wanted_ == 0) Hand();
}

void PacketReader::Reset() { buffer_.Clear(); }

}  // namespace vedette::ts
