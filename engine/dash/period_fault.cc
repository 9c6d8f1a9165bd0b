#include "engine/dash/period_fault.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vedette::dash {
namespace {

constexpr double kShortest = 0.5;
constexpr double kContinues = 0.1;
constexpr double kGapFrom = 0.001;

bool Has(const Period& period, ContentType type) {
  return std::any_of(period.sets.begin(), period.sets.end(), [&](const AdaptationSet& set) {
    return set.type == type && !set.representations.empty();
  });
}

std::string Seconds(double seconds) {
  char text[40];
  std::snprintf(text, sizeof text, "%.3f s", seconds);
  return text;
}

std::string FaultOf(const Period& period, const Period* before) {
  const std::string name =
      "period " + (period.id.empty() ? "at " + Seconds(period.start) : period.id.substr(0, 60));
  if (period.duration && *period.duration < kShortest) {
    return name + " lasts only " + Seconds(*period.duration);
  }
  if (before != nullptr && before->declared_duration) {
    const double off = period.start - (before->start + *before->duration);
    if (std::abs(off) > kContinues) {
      return name + " begins " + Seconds(std::abs(off)) + (off > 0 ? " after" : " before") +
             " the end of the one before it";
    }
  }
  const bool video = Has(period, ContentType::kVideo);
  const bool audio = Has(period, ContentType::kAudio);
  if (!video && !audio) return name + " has neither video nor audio";
  if (before == nullptr) return "";
  if (!video && Has(*before, ContentType::kVideo)) return name + " has no video";
  if (!audio && Has(*before, ContentType::kAudio)) return name + " has no audio";
  return "";
}

}  // namespace

std::string PeriodFault(const Manifest& manifest) {
  const auto& periods = manifest.periods;
  for (size_t i = periods.size(); i-- > 0;) {
    std::string fault = FaultOf(periods[i], i == 0 ? nullptr : &periods[i - 1]);
    if (!fault.empty()) return fault;
  }
  return "";
}

double LargestTimelineGap(const Manifest& manifest) {
  double largest = 0;
  for (const Period& period : manifest.periods) {
    for (const AdaptationSet& set : period.sets) {
      for (const Representation& representation : set.representations) {
        const Addressing& addressing = representation.addressing;
        if (addressing.timeline == nullptr) continue;
        const double gap = static_cast<double>(addressing.timeline->largest_gap) /
                           static_cast<double>(addressing.timescale);
        if (std::abs(gap) >= kGapFrom && std::abs(gap) > std::abs(largest)) largest = gap;
      }
    }
  }
  return largest;
}

}  // namespace vedette::dash
