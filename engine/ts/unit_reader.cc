#include "engine/ts/unit_reader.h"

#include <span>

namespace vedette::ts {

void UnitReader::Emit(size_t bytes, const Facts& facts) {
  media::AccessUnit unit;
  unit.track = track_;
  unit.pts = facts.times.pts;
  unit.dts = facts.times.dts;
  unit.duration = facts.duration;
  unit.key = facts.key;
  unit.corrupt = corrupt_;
  unit.size_bytes = static_cast<int32_t>(bytes);
  unit.payload_bytes = static_cast<int32_t>(bytes - facts.filler_bytes);
  corrupt_ = false;
  buffer_.Take(bytes, [&](std::span<const media::ByteView> pieces) {
    unit.pieces = pieces;
    sink_.OnAccessUnit(unit);
  });
}

void UnitReader::NoteParameters(uint64_t fingerprint) {
  if (fingerprint == 0 || fingerprint == parameters_) return;
  if (parameters_ != 0) sink_.OnParametersChanged(track_);
  parameters_ = fingerprint;
}

}  // namespace vedette::ts
