#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/source/key_store.h"
#include "engine/source/queued_segment.h"
#include "engine/source/source_context.h"

namespace vedette::source {

// Fetches the segments of one rendition, one at a time and in order, and hands them to the stream's
// sink, decrypted. What can't be had, or is no media, becomes a SegmentFact after one retry within
// the segment's time in the window. A download begins when there is room for what it is likely to
// bring. Confined to the loop; keeps no media but the initialization section.
class SegmentLane {
 public:
  // `rendition`: as its checks name it. `bandwidth`: as declared, 0 = unknown. `drained` is called
  // when the last segment known has been dealt with.
  SegmentLane(const SourceContext& context, KeyStore& keys, int lane, std::string rendition,
              int64_t bandwidth, std::function<void()> drained);
  ~SegmentLane() { Stop(); }
  SegmentLane(const SegmentLane&) = delete;
  SegmentLane& operator=(const SegmentLane&) = delete;

  void Add(SegmentBatch batch);
  void Stop();
  bool idle() const { return !busy_ && pending_.empty(); }

 private:
  void Pump();
  // Forgets that many of those that wait, the oldest first.
  void LeaveOut(size_t count);
  // Takes the next step towards the first pending segment: its key, its initialization section,
  // room, its bytes.
  void Step(QueuedSegment& segment);
  void WaitForRoom(int64_t bytes);
  void LoadKey(const std::string& url);
  void FetchInit(SegmentInit& init);
  void OnInit(SegmentInit& init, base::Result<net::HttpResponse> answer);
  void FetchSegment(const QueuedSegment& segment);
  void OnSegment(base::Result<net::HttpResponse> answer);
  // Why the answer is no good segment; its body is cut to size and decrypted otherwise.
  std::optional<SegmentFailure> Judge(const QueuedSegment& segment,
                                      base::Result<net::HttpResponse>& answer) const;
  void Deliver(net::HttpResponse answer);
  // True when the first pending segment is to be fetched once more, later.
  bool Retry(const base::Result<net::HttpResponse>& answer);
  // Gives the first pending segment up.
  void GiveUp(const SegmentFailure& failure);
  void Later(base::milliseconds delay);
  void Next();  // the step under way is over
  bool Expired(const QueuedSegment& segment) const;
  int64_t LikelySize(const QueuedSegment& segment) const;
  checks::SegmentFact NewFact(const QueuedSegment& segment) const;

  const SourceContext& context_;
  KeyStore& keys_;
  const int lane_;
  const std::string rendition_;
  const int64_t bandwidth_;
  const std::function<void()> drained_;

  std::deque<QueuedSegment> pending_;
  int64_t window_begin_ = 0;
  double target_duration_ = 0;
  std::optional<int64_t> delivered_;  // the last sequence number handed on
  int64_t last_size_ = 0;
  bool retried_ = false;  // the first pending segment has been tried once
  bool busy_ = false;
  bool stopped_ = false;
  base::SteadyTime began_{};
  base::ByteBudget::Lease lease_;
  DownloadQueue::Ticket ticket_ = 0;  // while it waits for room
  Fetcher::RequestId request_ = 0;
  net::EventLoop::TimerId timer_ = 0;
};

}  // namespace vedette::source
