#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/media/access_unit.h"

namespace vedette::monitor {

// The access units of one chunk, kept for the length of one job, so that it can be decided what to
// decode after all sizes are known. Pieces that lie in the chunk stay views into it; others are
// copied. Belongs to a worker and is used for all of its streams in turn, so that its memory
// follows workers and not streams. Confined.
class UnitBatch final : public media::AccessUnitSink {
 public:
  // Forgets the units; `chunk` holds the bytes that stay in place until the next Begin.
  void Begin(media::ByteView chunk);
  void OnAccessUnit(const media::AccessUnit& unit) override;

  size_t size() const { return units_.size(); }
  // The unit, its pieces set. Valid until the next OnAccessUnit or Begin.
  media::AccessUnit operator[](size_t index) const;

 private:
  struct Entry {
    media::AccessUnit unit;
    size_t first_piece = 0;
    size_t pieces = 0;
  };
  bool InChunk(media::ByteView piece) const;
  media::ByteView Copy(media::ByteView piece);

  media::ByteView chunk_;
  std::vector<Entry> units_;
  std::vector<media::ByteView> pieces_;
  // Copies. Blocks do not move when there are more.
  std::vector<std::unique_ptr<media::Bytes>> blocks_;
  size_t block_ = 0;
};

}  // namespace vedette::monitor
