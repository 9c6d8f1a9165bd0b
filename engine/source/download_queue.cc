#include "engine/source/download_queue.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vedette::source {
namespace {

// Leases are given back on other threads, by the hundred a second. Looking again is cheaper than
// being woken for each, and at 2 MiB a segment 5 ms are 400 MB/s and more in any case.
constexpr base::milliseconds kLookAgain{5};

}  // namespace

base::ByteBudget::Lease DownloadQueue::TryTake(int64_t bytes) {
  if (!waiting_.empty()) return {};
  return budget_.TryTakeForDownload(bytes);
}

DownloadQueue::Ticket DownloadQueue::Wait(int64_t bytes, Begin begin) {
  waiting_.push_back({++last_ticket_, bytes, clock_.Steady(), std::move(begin)});
  NoteFirst();
  if (timer_ == 0) LookAgain();
  return last_ticket_;
}

void DownloadQueue::Leave(Ticket ticket) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const Waiting& each) { return each.ticket == ticket; });
  if (found != waiting_.end()) waiting_.erase(found);
  NoteFirst();
}

void DownloadQueue::NoteFirst() {
  waiting_since_ = waiting_.empty() ? base::SteadyTime{} : waiting_.front().since;
}

void DownloadQueue::LookAgain() {
  timer_ = loop_.RunAt(clock_.Steady() + kLookAgain, [this] { Serve(); });
}

void DownloadQueue::Serve() {
  timer_ = 0;
  const base::SteadyTime now = clock_.Steady();
  if (!waiting_.empty()) budget_.NoteWait(now, LongestWait(now));
  while (!waiting_.empty()) {
    base::ByteBudget::Lease lease = budget_.TryTakeForDownload(waiting_.front().bytes);
    if (!lease) break;
    const Begin begin = std::move(waiting_.front().begin);
    waiting_.pop_front();
    begin(std::move(lease));
  }
  NoteFirst();
  if (!waiting_.empty() && timer_ == 0) LookAgain();
}

}  // namespace vedette::source
