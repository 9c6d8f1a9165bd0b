#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/golden/fault_corpus.h"

namespace vedette::golden {

// How well faults were found, over many clips, per check. A fault is found when an event of its
// check overlaps it; an event that overlaps none, or one that is already found, is false.
class FaultScore {
 public:
  struct Line {
    int faults = 0;
    int found = 0;
    int events = 0;
    std::vector<double> edge_errors;  // seconds, two for each fault found

    double Recall() const { return faults == 0 ? 1 : static_cast<double>(found) / faults; }
    double Precision() const { return events == 0 ? 1 : static_cast<double>(found) / events; }
    double EdgeError(double share) const;  // 0.95: 95 in 100 are not larger
  };

  // `slack`: edges off by more are named in the complaints.
  explicit FaultScore(double slack) : slack_(slack) {}

  // Returns what was wrong, for people; "" when nothing was.
  std::string Add(const Clip& clip, const std::vector<Fault>& events);
  const Line& Of(const std::string& check) { return lines_[check]; }

 private:
  std::string Judge(const std::string& check, const std::vector<Fault>& truth,
                    const std::vector<Fault>& events);

  const double slack_;
  std::map<std::string, Line> lines_;
};

inline constexpr const char* kChecks[] = {"black", "freeze", "silence", "dead_air"};

}  // namespace vedette::golden
