#pragma once

#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

#include "engine/dash/manifest.h"
#include "engine/source/source_context.h"

namespace vedette::source {

// What time it is for the server of a DASH stream: this machine's clock, moved by what the first
// UTCTiming that answers says. Where they agree within what a time without a fraction and the way
// to the server leave open, this machine's clock holds. Confined to the loop.
class UtcClock {
 public:
  explicit UtcClock(const SourceContext& context) : context_(context) {}
  ~UtcClock() { Stop(); }
  UtcClock(const UtcClock&) = delete;
  UtcClock& operator=(const UtcClock&) = delete;

  // Asks once a minute, with every manifest where that tells the time itself. True: `Now` can be
  // used at once; false: not yet, `ready` is called (never from inside Sync) when it can, at the
  // latest after the deadlines of its requests.
  bool Sync(std::vector<dash::UtcTiming> timings, std::function<void()> ready);
  void Stop();

  base::WallTime Now() const { return context_.clock.Wall() + offset_; }
  // How far the server is ahead at least, seconds; 0 where nobody says so.
  double skew() const { return std::chrono::duration<double>(skew_).count(); }

 private:
  void Ask();
  void OnAnswer(const base::Result<net::HttpResponse>& answer);
  // False when `text` is no time.
  bool Learn(std::string_view text, base::microseconds round_trip);
  void Ready();

  const SourceContext& context_;
  std::vector<dash::UtcTiming> timings_;  // still to be tried
  std::function<void()> ready_;
  base::microseconds offset_{0};
  base::microseconds skew_{0};
  bool known_ = false;  // asked once, whatever came of it
  base::SteadyTime asked_{};
  Fetcher::RequestId request_ = 0;
};

}  // namespace vedette::source
