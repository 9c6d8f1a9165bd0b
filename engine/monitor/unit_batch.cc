#include "engine/monitor/unit_batch.h"

#include <algorithm>
#include <functional>

namespace vedette::monitor {
namespace {

constexpr size_t kBlockBytes = 256 << 10;
constexpr size_t kBlocksKept = 8;

}  // namespace

void UnitBatch::Begin(media::ByteView chunk) {
  chunk_ = chunk;
  units_.clear();
  pieces_.clear();
  if (blocks_.size() > kBlocksKept) blocks_.resize(kBlocksKept);
  for (auto& block : blocks_) block->clear();
  block_ = 0;
}

bool UnitBatch::InChunk(media::ByteView piece) const {
  const std::less_equal<const uint8_t*> not_after;
  return not_after(chunk_.data(), piece.data()) &&
         not_after(piece.data() + piece.size(), chunk_.data() + chunk_.size());
}

media::ByteView UnitBatch::Copy(media::ByteView piece) {
  while (block_ < blocks_.size() &&
         blocks_[block_]->capacity() - blocks_[block_]->size() < piece.size()) {
    ++block_;
  }
  if (block_ == blocks_.size()) {
    blocks_.push_back(std::make_unique<media::Bytes>());
    blocks_.back()->reserve(std::max(kBlockBytes, piece.size()));
  }
  media::Bytes& block = *blocks_[block_];
  const size_t at = block.size();
  block.insert(block.end(), piece.begin(), piece.end());
  return media::ByteView(block).subspan(at);
}

void UnitBatch::OnAccessUnit(const media::AccessUnit& unit) {
  units_.push_back({unit, pieces_.size(), unit.pieces.size()});
  for (const media::ByteView piece : unit.pieces) {
    pieces_.push_back(InChunk(piece) ? piece : Copy(piece));
  }
}

media::AccessUnit UnitBatch::operator[](size_t index) const {
  const Entry& entry = units_[index];
  media::AccessUnit unit = entry.unit;
  unit.pieces = std::span(pieces_).subspan(entry.first_piece, entry.pieces);
  return unit;
}

}  // namespace vedette::monitor
