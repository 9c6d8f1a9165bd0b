#pragma once

#include <cstdint>
#include <functional>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/media/access_unit.h"
#include "engine/net/event_loop.h"
#include "engine/source/source.h"

namespace vedette::source {

// Gathers the pieces of one transport stream into chunks worth a job: 192 KiB, or what came within
// 100 ms. A chunk holds its share of the budget from its first byte on. Confined to the loop's
// thread.
class TsBatcher {
 public:
  using Emit = std::function<void(Chunk)>;

  TsBatcher(net::EventLoop& loop, base::ByteBudget& budget, const base::Clock& clock, Emit emit);
  ~TsBatcher();
  TsBatcher(const TsBatcher&) = delete;
  TsBatcher& operator=(const TsBatcher&) = delete;

  // Whether there is room for more. While there is none the caller should bring nothing: what it
  // appends all the same is kept, unaccounted, and held back until the budget has room.
  bool HasRoom();
  void Append(media::ByteView bytes);
  // Bytes were lost on our side: the next chunk is not contiguous.
  void NoteLoss();
  // Emits what there is, also without room: the end has come.
  void Finish();

 private:
  void Flush();
  void StartTimer();

  net::EventLoop& loop_;
  base::ByteBudget& budget_;
  const base::Clock& clock_;
  const Emit emit_;
  Chunk chunk_;
  bool contiguous_ = false;  // the first chunk follows on nothing
  bool in_gap_ = false;      // nothing came since the last loss
  size_t expected_bytes_;    // of the next chunk, from the size of the last
  base::SteadyTime due_{};
  net::EventLoop::TimerId timer_ = 0;
};

}  // namespace vedette::source
