#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "engine/checks/catalogue.h"

namespace vedette::checks {

// What holds for one check of one stream. Seconds.
struct Limit {
  bool enabled = true;
  bool own_limit = false;     // `limit` was set by an override
  bool own_severity = false;  // `severity` was set by an override: no escalation
  Severity severity = Severity::kWarning;
  Severity worse = Severity::kWarning;
  double limit = 0;
  float relative = 0;
  float event_after = 0;
  float raise_for = 0;
  float clear_for = 0;
  float worse_after = 0;
};

// The catalogue's defaults, moved by a profile and a stream's overrides. Immutable value.
//
// Profile `strict` halves the times to raise, `lenient` doubles them; both move the limits that
// are relative to the stream itself as the catalogue says. Unknown names change nothing (they are
// refused where a configuration enters).
class Limits {
 public:
  Limits(std::string_view profile, const std::vector<CheckOverride>& overrides);

  const Limit& operator[](CheckId id) const { return limits_[static_cast<size_t>(id)]; }

 private:
  std::array<Limit, kCheckCount> limits_;
};

}  // namespace vedette::checks
