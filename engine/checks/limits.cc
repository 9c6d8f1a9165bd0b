#include "engine/checks/limits.h"

#include <algorithm>

namespace vedette::checks {
namespace {

Limit FromProfile(const CheckInfo& info, std::string_view profile) {
  Limit limit;
  limit.severity = info.severity;
  limit.worse = info.worse;
  limit.limit = info.limit;
  limit.relative = info.relative.usual;
  limit.event_after = info.event_after;
  limit.raise_for = info.raise_for;
  limit.clear_for = info.clear_for;
  limit.worse_after = info.worse_after;
  if (profile == "strict") {
    limit.relative = info.relative.strict;
    limit.raise_for /= 2;
  } else if (profile == "lenient") {
    limit.relative = info.relative.lenient;
    limit.raise_for *= 2;
  }
  return limit;
}

void Apply(const CheckOverride& wish, Limit& limit) {
  if (wish.enabled) limit.enabled = *wish.enabled;
  if (wish.limit) {
    limit.limit = *wish.limit;
    limit.own_limit = true;
  }
  if (wish.raise_for_seconds) limit.raise_for = static_cast<float>(*wish.raise_for_seconds);
  if (wish.clear_for_seconds) limit.clear_for = static_cast<float>(*wish.clear_for_seconds);
  if (wish.severity) {
    limit.severity = limit.worse = *wish.severity;
    limit.own_severity = true;
  }
  limit.event_after = std::min(limit.event_after, limit.raise_for);
}

}  // namespace

Limits::Limits(std::string_view profile, const std::vector<CheckOverride>& overrides) {
  for (const CheckInfo& info : Catalogue())
    limits_[static_cast<size_t>(info.id)] = FromProfile(info, profile);
  for (const CheckOverride& wish : overrides)
    if (const CheckInfo* info = FindCheck(wish.check))
      Apply(wish, limits_[static_cast<size_t>(info->id)]);
}

}  // namespace vedette::checks
