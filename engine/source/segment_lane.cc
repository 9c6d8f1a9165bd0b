#include "engine/source/segment_lane.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "engine/source/segment_content.h"

namespace vedette::source {
namespace {

using base::milliseconds;
using Problem = checks::SegmentFact::Problem;

constexpr int64_t kMaxSegmentBytes = 64 << 20;
constexpr int64_t kMaxInitBytes = 4 << 20;
// A live lane that falls further behind leaves out the oldest: its place is at the live edge.
constexpr size_t kMaxPending = 16;
constexpr int64_t kUnknownSize = 1 << 20;
// A download that takes longer waits for its server or the network.
constexpr milliseconds kLongDownload{1000};

// Three durations: late enough to tell slow (over 0.7 and 1.0, checks.md B) from missing, early
// enough for a retry within a window of the usual length.
milliseconds SegmentTimeout(double duration, double target_duration, bool live) {
  if (!live) return base::seconds(60);
  const double seconds = std::clamp(3 * std::max(duration, target_duration), 10.0, 60.0);
  return milliseconds(static_cast<int64_t>(seconds * 1000));
}

std::string FileName(const std::string& url) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  return path.substr(path.rfind('/') + 1);
}

bool Has(const std::shared_ptr<const SegmentKey>& key, SegmentKey::Scope scope) {
  return key != nullptr && key->scope == scope;
}

bool IsOurs(const std::string& error_class) {
  return error_class == "local_fault" || error_class == "limit_reached";
}

SegmentFailure FetchFailure(const base::Result<net::HttpResponse>& answer, const char* what) {
  const AnswerFailure failure = FailureOf(answer);
  SegmentFailure result;
  result.ours = IsOurs(failure.error_class);
  if (!answer.ok() && answer.status().code() == base::Code::kDataLoss) {
    result.problem = Problem::kInvalid;
    result.detail = failure.error_class == "eof" ? "shorter than announced" : failure.detail;
  } else {
    result.detail = failure.error_class;
  }
  result.detail = what + result.detail;
  return result;
}

// Leaves in `answer` the bytes of `range` only. False when there are fewer.
bool CutToRange(const std::optional<ByteRange>& range, net::HttpResponse& answer) {
  if (!range) return true;
  const auto length = static_cast<size_t>(range->length);
  if (answer.status == 200) {  // the whole file: the server does not know ranges
    const auto offset = static_cast<size_t>(range->offset);
    if (answer.body.size() < offset) return false;
    answer.body.erase(answer.body.begin(), answer.body.begin() + range->offset);
  }
  if (answer.body.size() < length) return false;
  answer.body.resize(length);
  return true;
}

}  // namespace

SegmentLane::SegmentLane(const SourceContext& context, KeyStore& keys, int lane,
                         std::string rendition, int64_t bandwidth, std::function<void()> drained)
    : context_(context),
      keys_(keys),
      lane_(lane),
      rendition_(std::move(rendition)),
      bandwidth_(bandwidth),
      drained_(std::move(drained)) {}

void SegmentLane::Stop() {
  stopped_ = true;
  pending_.clear();
  context_.loop.Cancel(timer_);
  context_.downloads.Leave(std::exchange(ticket_, 0));
  if (request_ != 0) context_.fetcher->Cancel(std::exchange(request_, 0));
  lease_ = {};
}

void SegmentLane::Add(SegmentBatch batch) {
  window_begin_ = batch.window_begin;
  target_duration_ = batch.target_duration;
  if (batch.reset) {
    // The one that is being fetched stays in its place; it will not be asked for again.
    if (busy_) retried_ = true;
    LeaveOut(pending_.size());
  }
  for (QueuedSegment& segment : batch.segments) pending_.push_back(std::move(segment));
  if (context_.spec.live && pending_.size() > kMaxPending) LeaveOut(pending_.size() - kMaxPending);
  Pump();
}

void SegmentLane::LeaveOut(size_t count) {
  const size_t kept = busy_ ? 1 : 0;  // the one that is being fetched
  const auto left_out = static_cast<std::ptrdiff_t>(std::min(count, pending_.size() - kept));
  const auto begin = pending_.begin() + static_cast<std::ptrdiff_t>(kept);
  pending_.erase(begin, begin + left_out);
  context_.downloads.NoteLeftOut(left_out);
}

void SegmentLane::Pump() {
  while (!stopped_ && !busy_ && !pending_.empty()) {
    if (Expired(pending_.front())) {
      // We came too late, with a used-up budget: no fault of the stream.
      pending_.pop_front();
      retried_ = false;
      context_.downloads.NoteLeftOut(1);
    } else {
      busy_ = true;
      Step(pending_.front());
    }
  }
  if (!busy_) lease_ = {};
}

void SegmentLane::Next() {
  busy_ = false;
  Pump();
  if (!stopped_ && idle()) drained_();
}

void SegmentLane::Later(milliseconds delay) {
  timer_ = context_.loop.RunAt(context_.clock.Steady() + delay, [this] { Next(); });
}

void SegmentLane::Step(QueuedSegment& segment) {
  for (const auto& key : {segment.key, segment.init ? segment.init->key : nullptr}) {
    if (Has(key, SegmentKey::Scope::kUnknown)) {
      return GiveUp({Problem::kInvalid, "encrypted_no_key: not plain AES-128", false});
    }
    const bool wanted = Has(key, SegmentKey::Scope::kSegment) && keys_.Find(key->url) == nullptr;
    if (wanted) return LoadKey(key->url);
  }
  if (segment.init != nullptr && segment.init->bytes == nullptr) return FetchInit(*segment.init);
  if (!lease_) lease_ = context_.downloads.TryTake(LikelySize(segment));
  if (!lease_) return WaitForRoom(LikelySize(segment));
  FetchSegment(segment);
}

void SegmentLane::WaitForRoom(int64_t bytes) {
  ticket_ = context_.downloads.Wait(bytes, [this](base::ByteBudget::Lease lease) {
    ticket_ = 0;
    lease_ = std::move(lease);
    Next();
  });
}

void SegmentLane::LoadKey(const std::string& url) {
  keys_.Load(url, [this](const std::string& fault) {
    if (stopped_) return;
    if (fault.empty()) return Next();
    GiveUp({Problem::kInvalid, "encrypted_no_key: " + fault, false});
  });
}

void SegmentLane::FetchInit(SegmentInit& init) {
  net::HttpRequest request = context_.Request(init.url, target_duration_);
  request.max_bytes = kMaxInitBytes;
  if (init.range) request.range = {init.range->offset, init.range->length};
  // `init` is held by the first pending segment, which stays there until this is over.
  request_ = context_.fetcher->Fetch(
      std::move(request),
      [this, &init](base::Result<net::HttpResponse> answer) { OnInit(init, std::move(answer)); });
}

void SegmentLane::OnInit(SegmentInit& init, base::Result<net::HttpResponse> answer) {
  request_ = 0;
  constexpr const char* kWhat = "initialization section: ";
  if (!IsGood(answer)) return GiveUp(FetchFailure(answer, kWhat));
  if (!CutToRange(init.range, *answer)) {
    return GiveUp({Problem::kInvalid, kWhat + std::string("shorter than its byte range"), false});
  }
  if (Has(init.key, SegmentKey::Scope::kSegment)) {
    const AesBlock* const key = keys_.Find(init.key->url);
    if (key == nullptr) return Next();
    const base::Status status =
        DecryptAes128(*key, init.key->iv.value_or(AesBlock{}), answer->body);
    if (!status.ok()) return GiveUp({Problem::kInvalid, kWhat + status.message(), false});
  }
  const std::string fault = SegmentFault(answer->body);
  if (!fault.empty()) return GiveUp({Problem::kInvalid, kWhat + fault, false});
  init.bytes = std::make_shared<const media::Bytes>(std::move(answer->body));
  Next();
}

void SegmentLane::FetchSegment(const QueuedSegment& segment) {
  net::HttpRequest request = context_.Request(segment.url, target_duration_);
  request.max_bytes = kMaxSegmentBytes;
  request.total_timeout = SegmentTimeout(segment.duration, target_duration_, context_.spec.live);
  if (segment.range) request.range = {segment.range->offset, segment.range->length};
  began_ = context_.clock.Steady();
  timer_ = context_.loop.RunAt(began_ + kLongDownload, [this] { lease_.LeaveWindow(); });
  request_ = context_.fetcher->Fetch(
      std::move(request),
      [this](base::Result<net::HttpResponse> answer) { OnSegment(std::move(answer)); });
}

void SegmentLane::OnSegment(base::Result<net::HttpResponse> answer) {
  request_ = 0;
  context_.loop.Cancel(timer_);
  const std::optional<SegmentFailure> failure = Judge(pending_.front(), answer);
  if (!failure) return Deliver(*std::move(answer));
  lease_ = {};
  if (!Retry(answer)) GiveUp(*failure);
}

std::optional<SegmentFailure> SegmentLane::Judge(const QueuedSegment& segment,
                                                 base::Result<net::HttpResponse>& answer) const {
  const auto invalid = [](std::string detail) {
    return SegmentFailure{Problem::kInvalid, std::move(detail), false};
  };
  if (!IsGood(answer)) return FetchFailure(answer, "");
  if (!CutToRange(segment.range, *answer)) return invalid("shorter than its byte range");
  media::Bytes& body = answer->body;
  if (body.empty()) return invalid("empty");
  if (Has(segment.key, SegmentKey::Scope::kSegment)) {
    const AesBlock* const key = keys_.Find(segment.key->url);
    if (key == nullptr) return invalid("encrypted_no_key");
    const AesBlock iv = segment.key->iv.value_or(SequenceIv(segment.sequence));
    const base::Status status = DecryptAes128(*key, iv, body);
    if (!status.ok()) return invalid(status.message());
  }
  const std::string fault = SegmentFault(body);
  if (!fault.empty()) return invalid(fault);
  return std::nullopt;
}

bool SegmentLane::Retry(const base::Result<net::HttpResponse>& answer) {
  if (std::exchange(retried_, true)) return false;
  milliseconds delay(context_.spec.live ? static_cast<int64_t>(target_duration_ * 500) : 500);
  delay = std::clamp(delay, milliseconds(200), milliseconds(2000));
  if (answer.ok() && answer->retry_after) {
    delay = std::max<milliseconds>(delay, *answer->retry_after);
    // Longer than that it would not be in the window any more.
    if (delay > milliseconds(static_cast<int64_t>(target_duration_ * 2000))) return false;
  }
  Later(delay);
  return true;
}

void SegmentLane::GiveUp(const SegmentFailure& failure) {
  const QueuedSegment segment = std::move(pending_.front());
  pending_.pop_front();
  retried_ = false;
  lease_ = {};
  if (failure.ours) {
    context_.downloads.NoteLeftOut(1);
  } else {
    checks::SegmentFact fact = NewFact(segment);
    fact.problem = failure.problem;
    fact.detail = failure.detail + ": " + FileName(segment.url);
    context_.sink.OnSegment(std::move(fact));
  }
  // Not from inside Pump's loop, which this may have been called from.
  Later(milliseconds(0));
}

void SegmentLane::Deliver(net::HttpResponse answer) {
  const QueuedSegment segment = std::move(pending_.front());
  pending_.pop_front();
  retried_ = false;
  last_size_ = static_cast<int64_t>(answer.body.size());

  Chunk chunk;
  chunk.kind = Chunk::Kind::kSegment;
  chunk.lane = lane_;
  chunk.arrival = context_.clock.Steady();
  chunk.wall_arrival = context_.clock.Wall();
  chunk.sequence = segment.sequence;
  chunk.duration = segment.duration;
  chunk.discontinuity = segment.discontinuity;
  chunk.contiguous = delivered_ && *delivered_ + 1 == segment.sequence && !segment.discontinuity &&
                     !segment.after_break;
  chunk.program_date_time = segment.program_date_time;
  chunk.encrypted = Has(segment.key, SegmentKey::Scope::kSamples);
  if (segment.init != nullptr) chunk.init = segment.init->bytes;
  lease_.Arrived(static_cast<int64_t>(answer.body.capacity()));
  chunk.lease = std::move(lease_);
  chunk.data = std::move(answer.body);
  delivered_ = segment.sequence;

  checks::SegmentFact fact = NewFact(segment);
  fact.size_bytes = last_size_;
  fact.download_seconds = std::chrono::duration<double>(chunk.arrival - began_).count();
  context_.sink.OnSegment(std::move(fact));
  context_.sink.OnChunk(std::move(chunk));
  Next();
}

bool SegmentLane::Expired(const QueuedSegment& segment) const {
  return context_.spec.live && segment.sequence < window_begin_;
}

int64_t SegmentLane::LikelySize(const QueuedSegment& segment) const {
  if (segment.range) return std::min(segment.range->length, kMaxSegmentBytes);
  if (last_size_ > 0) return last_size_ + last_size_ / 4;
  const auto declared =
      static_cast<int64_t>(static_cast<double>(bandwidth_) / 8 * segment.duration);
  return declared > 0 ? std::min(declared, kMaxSegmentBytes) : kUnknownSize;
}

checks::SegmentFact SegmentLane::NewFact(const QueuedSegment& segment) const {
  checks::SegmentFact fact;
  fact.wall = context_.clock.Wall();
  fact.protocol = context_.protocol;
  fact.rendition = rendition_;
  fact.sequence = segment.sequence;
  fact.duration = segment.duration;
  return fact;
}

}  // namespace vedette::source
