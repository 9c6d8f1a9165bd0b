#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/media/time.h"

namespace vedette::ts {

struct UnitTimes {
  media::Ticks pts = media::kNoTime;
  media::Ticks dts = media::kNoTime;
};

// Which times belong to which unit: those of a PES packet belong to the first unit that begins in
// it. Positions are bytes of the elementary stream. Remembers the last four packets.
class TimeMarks {
 public:
  void Add(uint64_t position, const UnitTimes& times) {
    if (count_ == marks_.size()) RemoveFirst(1);
    marks_[count_++] = {position, times};
  }
  // For a unit that begins at `position`: takes the marks up to there; the newest one, if any.
  std::optional<UnitTimes> TakeUpTo(uint64_t position) {
    size_t taken = 0;
    while (taken < count_ && marks_[taken].position <= position) ++taken;
    if (taken == 0) return std::nullopt;
    const UnitTimes times = marks_[taken - 1].times;
    RemoveFirst(taken);
    return times;
  }
  // Whether a PES packet begins exactly here.
  bool IsAt(uint64_t position) const {
    for (size_t i = 0; i < count_; ++i) {
      if (marks_[i].position == position) return true;
    }
    return false;
  }
  void Clear() { count_ = 0; }

 private:
  struct Mark {
    uint64_t position = 0;
    UnitTimes times;
  };
  void RemoveFirst(size_t n) {
    for (size_t i = n; i < count_; ++i) marks_[i - n] = marks_[i];
    count_ -= n;
  }

  std::array<Mark, 4> marks_;
  size_t count_ = 0;
};

}  // namespace vedette::ts
