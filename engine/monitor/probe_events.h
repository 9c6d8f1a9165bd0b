#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/checks/check.h"

namespace vedette::monitor {

// The events of one look. Confined.
class ProbeEvents {
 public:
  // A source that is broken all the time has one in every unit; nobody reads more of them.
  static constexpr size_t kMost = 10000;

  // New, or told again under the same number. New ones after the first kMost are dropped.
  void Add(checks::EventRecord event);
  // By start: of media, of wall time where one is not tied to media; those that begin together in
  // the order in which they were first told. Leaves none.
  std::vector<checks::EventRecord> Take();

 private:
  std::vector<checks::EventRecord> events_;
  std::unordered_map<uint64_t, size_t> places_;  // by number
};

}  // namespace vedette::monitor
