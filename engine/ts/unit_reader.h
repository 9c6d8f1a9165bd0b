#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/media/access_unit.h"
#include "engine/ts/piece_buffer.h"
#include "engine/ts/unit_times.h"
#include "engine/ts/walker.h"

namespace vedette::ts {

// The bytes of one unit are bounded by this; a larger one is handed over cut.
inline constexpr size_t kMaxUnitBytes = size_t{4} << 20;

// What a PES packet says of the bytes that follow.
struct PesStart {
  UnitTimes times;
  size_t payload_bytes = 0;  // 0: unknown
  bool random_access = false;
};

// Splits the elementary stream of one track into access units and hands them over. Confined to its
// owner.
class UnitReader {
 public:
  UnitReader(WalkerSink& sink, int track) : sink_(sink), track_(track) {}
  virtual ~UnitReader() = default;
  UnitReader(const UnitReader&) = delete;
  UnitReader& operator=(const UnitReader&) = delete;

  void set_track(int track) { track_ = track; }

  // A PES packet begins with the next Append.
  virtual void BeginPes(const PesStart& start) = 0;
  // Not empty; stays where it is until Persist.
  virtual void Append(media::ByteView piece) = 0;
  // The end of a segment: hands over what is complete by it.
  virtual void Flush() = 0;
  // Drops what is under way.
  virtual void Reset() = 0;

  // Bytes are missing in the unit under way.
  void MarkCorrupt() { corrupt_ = true; }
  void Persist() { buffer_.Persist(); }

 protected:
  struct Facts {
    UnitTimes times;
    media::Ticks duration{0};
    bool key = true;
    size_t filler_bytes = 0;
  };
  // Hands over the first `bytes` of the buffer.
  void Emit(size_t bytes, const Facts& facts);
  // Says so when the decoder parameters are not those before; 0 is "none known".
  void NoteParameters(uint64_t fingerprint);

  PieceBuffer buffer_;

 private:
  WalkerSink& sink_;
  int track_;
  bool corrupt_ = false;
  uint64_t parameters_ = 0;
};

}  // namespace vedette::ts
