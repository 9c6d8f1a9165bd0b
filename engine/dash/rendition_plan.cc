#include "engine/dash/rendition_plan.h"

#include <algorithm>

namespace vedette::dash {
namespace {

// A set without a way to find its segments is as good as none.
bool CanBeRead(const Representation& representation) {
  using Kind = Addressing::Kind;
  const Kind kind = representation.addressing.kind;
  return kind == Kind::kTemplate || kind == Kind::kList;
}

// Of the sets of a type; for audio of the main one only, unless all are wanted.
std::vector<const Representation*> Candidates(const Period& period, ContentType type, bool all) {
  std::vector<const Representation*> candidates;
  bool main = false;
  for (const AdaptationSet& set : period.sets) {
    if (set.type != type || set.trick_mode) continue;
    const bool one_set = type == ContentType::kAudio && !all;
    if (one_set && !candidates.empty()) {
      if (main || !set.main) continue;
      candidates.clear();
    }
    main |= set.main;
    for (const Representation& representation : set.representations) {
      if (CanBeRead(representation)) candidates.push_back(&representation);
    }
  }
  return candidates;
}

}  // namespace

std::vector<PlannedRepresentation> PlanPeriod(const Period& period, Choice choice) {
  const auto lower = [](const Representation* a, const Representation* b) {
    return a->bandwidth < b->bandwidth;
  };
  std::vector<PlannedRepresentation> plan;
  for (const ContentType type : {ContentType::kVideo, ContentType::kAudio}) {
    const auto candidates = Candidates(period, type, choice == Choice::kAll);
    if (candidates.empty()) continue;
    // Of equal ones max_element takes the first, as min_element does.
    const auto first = choice == Choice::kLowest
                           ? std::min_element(candidates.begin(), candidates.end(), lower)
                           : std::max_element(candidates.begin(), candidates.end(), lower);
    plan.push_back({type, *first});
    if (choice != Choice::kAll) continue;
    for (const Representation* const each : candidates) {
      if (each != *first && plan.size() < kMaxPlanned) plan.push_back({type, each});
    }
  }
  return plan;
}

}  // namespace vedette::dash
