#include "engine/monitor/check_options.h"

#include <string>

namespace vedette::monitor {
namespace {

// A session that has more events than that, 100 a second for a year, is not expected.
constexpr int kEventBits = 32;

// checks.md, `no_data`.
base::milliseconds NoDataLimit(const std::string& url) {
  for (const char* scheme : {"udp:", "rtp:", "srt:"}) {
    if (url.starts_with(scheme)) return base::seconds(3);
  }
  return base::seconds(10);
}

}  // namespace

checks::CheckOptions CheckOptionsFor(const StreamConfig& config, uint64_t owner) {
  checks::CheckOptions options;
  options.depth = config.depth;
  // Whether it is segmented shows when it is open; StreamChecks learns it from the first playlist.
  options.no_data_limit = NoDataLimit(config.url);
  options.profile = config.profile;
  options.expect = config.expect;
  options.overrides = config.overrides;
  options.events_before = owner << kEventBits;
  return options;
}

checks::CheckOptions CheckOptionsFor(const ProbeRequest& request, bool segmented, bool live) {
  checks::CheckOptions options;
  options.depth = request.depth;
  options.segmented = segmented;
  options.live = live;
  options.no_data_limit = NoDataLimit(request.url);
  options.expect = request.expect;
  return options;
}

}  // namespace vedette::monitor
