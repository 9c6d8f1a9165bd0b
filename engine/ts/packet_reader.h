#pragma once

#include <cstddef>

#include "engine/ts/unit_reader.h"

namespace vedette::ts {

// For codecs that are not split: each PES packet is a unit. It is complete with its stated length,
// or with the next PES packet when it states none.
class PacketReader : public UnitReader {
 public:
  // `always_key`: every unit can be decoded on its own; otherwise the random_access_indicator says.
  PacketReader(WalkerSink& sink, int track, bool always_key)
      : UnitReader(sink, track), always_key_(always_key) {}

  void BeginPes(const PesStart& start) override;
  void Append(media::ByteView piece) override;
  void Flush() override;
  void Reset() override;

 private:
  void Hand();

  const bool always_key_;
  size_t wanted_ = 0;  // payload bytes of the PES packet, 0 when not stated
  Facts facts_;
};

}  // namespace vedette::ts
