#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/net/event_loop.h"

namespace vedette::source {

// The downloads of one loop that wait for room in the budget, first come, first served. Confined to
// the loop but for its destruction, before which whoever waits has left.
class DownloadQueue {
 public:
  using Begin = std::function<void(base::ByteBudget::Lease)>;
  using Ticket = uint64_t;  // 0 = none

  DownloadQueue(net::EventLoop& loop, base::ByteBudget& budget, const base::Clock& clock)
      : loop_(loop), budget_(budget), clock_(clock) {}
  ~DownloadQueue() {
    loop_.RunAndWait([this] { loop_.Cancel(timer_); });
  }
  DownloadQueue(const DownloadQueue&) = delete;
  DownloadQueue& operator=(const DownloadQueue&) = delete;

  // Room for `bytes`, at once; empty where there is none or others wait.
  base::ByteBudget::Lease TryTake(int64_t bytes);
  // `begin` is called, once and never from inside Wait, when there is room for `bytes`.
  Ticket Wait(int64_t bytes, Begin begin);
  void Leave(Ticket ticket);  // its Begin will not be called

  // Segments of a playlist will not be fetched: there was no time or no room for them.
  void NoteLeftOut(int64_t segments) { budget_.NoteLeftOut(segments); }

  // How long the first of those that wait has waited. Synchronised.
  base::milliseconds LongestWait(base::SteadyTime now) const {
    const base::SteadyTime since = waiting_since_;
    if (since == base::SteadyTime{}) return base::milliseconds(0);
    return std::chrono::duration_cast<base::milliseconds>(now - since);
  }

 private:
  struct Waiting {
    Ticket ticket = 0;
    int64_t bytes = 0;
    base::SteadyTime since{};
    Begin begin;
  };

  void NoteFirst();
  void LookAgain();
  void Serve();

  net::EventLoop& loop_;
  base::ByteBudget& budget_;
  const base::Clock& clock_;
  std::deque<Waiting> waiting_;
  std::atomic<base::SteadyTime> waiting_since_{base::SteadyTime{}};  // the first; epoch: none
  Ticket last_ticket_ = 0;
  net::EventLoop::TimerId timer_ = 0;  // 0 while nobody waits
};

}  // namespace vedette::source
