#include "engine/source/utc_clock.h"

#include <algorithm>
#include <utility>

#include "engine/base/date_time.h"

namespace vedette::source {
namespace {

using Scheme = dash::UtcTiming::Scheme;

constexpr base::seconds kAskAgain{60};
constexpr base::milliseconds kTimeout{3000};
constexpr int64_t kMaxBytes = 4096;

std::string_view Trim(std::string_view text) {
  constexpr const char* kBlanks = " \t\r\n\"";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

bool UtcClock::Sync(std::vector<dash::UtcTiming> timings, std::function<void()> ready) {
  if (request_ != 0) return known_;
  if (timings.empty()) return true;
  const base::SteadyTime now = context_.clock.Steady();
  const bool direct = timings.front().scheme == Scheme::kDirect;
  if (!direct && known_ && now < asked_ + kAskAgain) return true;
  asked_ = now;
  timings_ = std::move(timings);
  Ask();
  if (known_) return true;
  ready_ = std::move(ready);
  return false;
}

void UtcClock::Ask() {
  while (!timings_.empty() && timings_.front().scheme == Scheme::kDirect) {
    const bool learnt = Learn(timings_.front().value, {});
    timings_.erase(timings_.begin());
    if (learnt) timings_.clear();
  }
  if (timings_.empty()) return Ready();
  net::HttpRequest request = context_.Request(timings_.front().value, 0);
  request.connect_timeout = std::min(request.connect_timeout, kTimeout);
  request.first_byte_timeout = request.stall_timeout = request.total_timeout = kTimeout;
  request.max_bytes = kMaxBytes;
  asked_ = context_.clock.Steady();
  request_ = context_.fetcher->Fetch(
      std::move(request),
      [this](const base::Result<net::HttpResponse>& answer) { OnAnswer(answer); });
}

void UtcClock::OnAnswer(const base::Result<net::HttpResponse>& answer) {
  request_ = 0;
  const auto round_trip =
      std::chrono::duration_cast<base::microseconds>(context_.clock.Steady() - asked_);
  const bool head = timings_.front().scheme == Scheme::kHttpHead;
  const bool learnt =
      IsGood(answer) &&
      Learn(head ? std::string_view(answer->date) : Trim(TextOf(*answer)), round_trip);
  timings_.erase(timings_.begin());
  if (learnt) timings_.clear();
  Ask();
}

bool UtcClock::Learn(std::string_view text, base::microseconds round_trip) {
  std::optional<base::WallTime> told = base::ParseDateTime(text);
  if (!told) told = base::ParseHttpDate(text);
  if (!told) return false;
  // It was between `told` and the end of what it leaves open, some time between asking and now.
  const bool whole = text.find('.') == std::string_view::npos;
  const base::microseconds open = whole ? base::seconds(1) : base::seconds(0);
  const base::microseconds least = *told - context_.clock.Wall();
  const base::microseconds most = least + open + round_trip;
  const bool agree = least <= base::microseconds(0) && most >= base::microseconds(0);
  offset_ = agree ? base::microseconds(0) : (least + most) / 2;
  skew_ = agree ? base::microseconds(0) : least > base::microseconds(0) ? least : most;
  return true;
}

void UtcClock::Ready() {
  known_ = true;
  if (ready_) std::exchange(ready_, nullptr)();
}

void UtcClock::Stop() {
  if (request_ != 0) context_.fetcher->Cancel(std::exchange(request_, 0));
  ready_ = nullptr;
}

}  // namespace vedette::source
