#include "engine/source/ts_batcher.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vedette::source {
namespace {

constexpr size_t kChunkBytes = 192 << 10;
constexpr size_t kLeastExpected = 16 << 10;
constexpr base::milliseconds kChunkAge{100};
constexpr base::milliseconds kRoomRetry{20};

}  // namespace

TsBatcher::TsBatcher(net::EventLoop& loop, base::ByteBudget& budget, const base::Clock& clock,
                     Emit emit)
    : loop_(loop),
      budget_(budget),
      clock_(clock),
      emit_(std::move(emit)),
      expected_bytes_(kLeastExpected) {}

TsBatcher::~TsBatcher() { loop_.Cancel(timer_); }

bool TsBatcher::HasRoom() {
  if (chunk_.lease) return true;
  const size_t wanted = std::max(expected_bytes_, chunk_.data.size());
  chunk_.lease = budget_.TryTake(static_cast<int64_t>(wanted));
  return static_cast<bool>(chunk_.lease);
}

void TsBatcher::Append(media::ByteView bytes) {
  if (bytes.empty()) return;
  in_gap_ = false;
  if (chunk_.data.empty()) {
    chunk_.data.reserve(expected_bytes_);
    due_ = std::chrono::steady_clock::now() + kChunkAge;
    StartTimer();
  }
  chunk_.data.insert(chunk_.data.end(), bytes.begin(), bytes.end());
  chunk_.arrival = clock_.Steady();
  chunk_.wall_arrival = clock_.Wall();
  if (chunk_.data.size() >= kChunkBytes && HasRoom()) Flush();
}

void TsBatcher::NoteLoss() {
  if (!chunk_.data.empty() && HasRoom()) Flush();
  contiguous_ = false;
  if (!std::exchange(in_gap_, true)) budget_.NoteLeftOut();
}

void TsBatcher::StartTimer() {
  if (timer_ != 0) return;
  timer_ = loop_.RunAt(due_, [this] {
    timer_ = 0;
    if (chunk_.data.empty()) return;
    const base::SteadyTime now = std::chrono::steady_clock::now();
    if (now >= due_ && HasRoom()) return Flush();
    due_ = std::max(due_, now + kRoomRetry);
    StartTimer();
  });
}

void TsBatcher::Flush() {
  const size_t size = chunk_.data.size();
  // A quarter more, so that a steady stream seldom outgrows what was reserved.
  expected_bytes_ = std::clamp(size + size / 4, kLeastExpected, kChunkBytes + (64 << 10));
  chunk_.kind = Chunk::Kind::kTsBytes;
  chunk_.contiguous = std::exchange(contiguous_, true);
  chunk_.lease.Arrived(static_cast<int64_t>(chunk_.data.capacity()));
  emit_(std::exchange(chunk_, Chunk()));
}

void TsBatcher::Finish() {
  if (!chunk_.data.empty()) Flush();
}

}  // namespace vedette::source
