#pragma once

#include "engine/checks/held_span.h"
#include "engine/checks/ledger.h"

namespace vedette::checks {

// `dead_air`: the picture is black or frozen while the main sound is silent. Its value is how long
// both have lasted.
class DeadAirDetector {
 public:
  void Update(const HeldSpan& picture, const HeldSpan& sound, Ledger& ledger);

 private:
  bool on_ = false;
};

}  // namespace vedette::checks
