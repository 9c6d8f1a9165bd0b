#include "tests/golden/fault_score.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vedette::golden {
namespace {

std::string Said(const char* what, const Fault& fault) {
  char text[120];
  std::snprintf(text, sizeof(text), " %s %s %.2f-%.2f;", what, fault.check.c_str(), fault.start,
                fault.end);
  return text;
}

std::vector<Fault> Only(const std::string& check, const std::vector<Fault>& faults) {
  std::vector<Fault> only;
  for (const Fault& fault : faults) {
    if (fault.check == check) only.push_back(fault);
  }
  return only;
}

double Overlap(const Fault& a, const Fault& b) {
  return std::min(a.end, b.end) - std::max(a.start, b.start);
}

}  // namespace

double FaultScore::Line::EdgeError(double share) const {
  if (edge_errors.empty()) return 0;
  std::vector<double> sorted = edge_errors;
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size()))) - 1];
}

std::string FaultScore::Add(const Clip& clip, const std::vector<Fault>& events) {
  std::string complaints;
  for (const char* check : kChecks) {
    complaints += Judge(check, Only(check, clip.truth), Only(check, events));
  }
  return complaints;
}

std::string FaultScore::Judge(const std::string& check, const std::vector<Fault>& truth,
                              const std::vector<Fault>& events) {
  Line& line = lines_[check];
  line.faults += static_cast<int>(truth.size());
  line.events += static_cast<int>(events.size());
  std::string complaints;
  std::vector<bool> used(events.size(), false);
  for (const Fault& fault : truth) {
    size_t best = events.size();
    for (size_t i = 0; i < events.size(); ++i) {
      if (used[i] || Overlap(fault, events[i]) <= 0) continue;
      if (best == events.size() || Overlap(fault, events[i]) > Overlap(fault, events[best])) {
        best = i;
      }
    }
    if (best == events.size()) {
      complaints += Said("missed", fault);
      continue;
    }
    used[best] = true;
    ++line.found;
    const double errors[] = {std::abs(events[best].start - fault.start),
                             std::abs(events[best].end - fault.end)};
    line.edge_errors.insert(line.edge_errors.end(), std::begin(errors), std::end(errors));
    if (std::max(errors[0], errors[1]) > slack_) {
      complaints += Said("edges of", fault) + Said("seen as", events[best]);
    }
  }
  for (size_t i = 0; i < events.size(); ++i) {
    if (!used[i]) complaints += Said("false", events[i]);
  }
  return complaints;
}

}  // namespace vedette::golden
