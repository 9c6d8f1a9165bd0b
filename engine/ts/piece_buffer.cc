#include "engine/ts/piece_buffer.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace vedette::ts {
namespace {

// Above this, memory is given back as soon as nothing is carried: thousands of streams rest at the
// same time.
constexpr size_t kKeptBytes = 4096;

}  // namespace

size_t PieceBuffer::Copy(size_t offset, uint8_t* to, size_t count) const {
  if (offset >= size_) return 0;
  // From the nearer end: what is asked for is mostly the newest bytes or the oldest.
  size_t piece = head_;
  if (offset < size_ / 2) {
    while (offset >= pieces_[piece].size()) offset -= pieces_[piece++].size();
  } else {
    size_t from_end = size_ - offset;
    piece = pieces_.size() - 1;
    while (from_end > pieces_[piece].size()) from_end -= pieces_[piece--].size();
    offset = pieces_[piece].size() - from_end;
  }
  size_t copied = 0;
  for (; copied < count && piece < pieces_.size(); ++piece, offset = 0) {
    const size_t take = std::min(count - copied, pieces_[piece].size() - offset);
    std::memcpy(to + copied, pieces_[piece].data() + offset, take);
    copied += take;
  }
  return copied;
}

void PieceBuffer::Clear() {
  pieces_.clear();
  head_ = 0;
  size_ = 0;
}

void PieceBuffer::Persist() {
  if (size_ == 0) {
    if (carry_.capacity() > kKeptBytes) media::Bytes().swap(carry_);
    if (pieces_.capacity() * sizeof(media::ByteView) > kKeptBytes) pieces_.shrink_to_fit();
    return;
  }
  const uint8_t* const first = pieces_[head_].data();
  const std::less<const uint8_t*> before;
  size_t next = head_;
  if (!carry_.empty() && !before(first, carry_.data()) &&
      before(first, carry_.data() + carry_.size())) {
    carry_.erase(carry_.begin(), carry_.begin() + (first - carry_.data()));
    ++next;
  } else {
    carry_.clear();
  }
  for (; next < pieces_.size(); ++next) {
    carry_.insert(carry_.end(), pieces_[next].begin(), pieces_[next].end());
  }
  pieces_.assign(1, media::ByteView(carry_));
  head_ = 0;
}

}  // namespace vedette::ts
