#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/media/access_unit.h"

namespace vedette::ts {

// The bytes of an elementary stream that no unit has taken yet, as views into packets; they are
// copied only when the packets are about to go away. Confined to its owner.
class PieceBuffer {
 public:
  size_t size() const { return size_; }

  void Append(media::ByteView piece) {
    if (piece.empty()) return;
    pieces_.push_back(piece);
    size_ += piece.size();
  }

  // Copies up to `count` bytes from `offset` on; how many there were.
  size_t Copy(size_t offset, uint8_t* to, size_t count) const;

  // Takes the first `count` bytes (1 to size()) out; `use` sees them as pieces meanwhile.
  template <typename Use>
  void Take(size_t count, Use&& use) {
    size_t last = head_;
    size_t in_last = count;
    while (in_last > pieces_[last].size()) in_last -= pieces_[last++].size();
    const media::ByteView whole = pieces_[last];
    pieces_[last] = whole.first(in_last);
    use(std::span<const media::ByteView>(&pieces_[head_], last - head_ + 1));
    pieces_[last] = whole.subspan(in_last);
    head_ = pieces_[last].empty() ? last + 1 : last;
    size_ -= count;
    if (size_ == 0) Clear();
  }
  void Drop(size_t count) {
    if (count > 0) Take(count, [](std::span<const media::ByteView>) {});
  }
  void Clear();

  // The packets are about to go away: copies what is left.
  void Persist();

 private:
  std::vector<media::ByteView> pieces_;
  size_t head_ = 0;  // first piece in use; it may lie in carry_, no other does
  size_t size_ = 0;
  media::Bytes carry_;
};

}  // namespace vedette::ts
