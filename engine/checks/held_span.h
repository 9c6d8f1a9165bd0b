#pragma once

#include "engine/checks/facts.h"

namespace vedette::checks {

// A condition of picture or sound as its detector sees it, from its first moment on.
struct HeldSpan {
  bool on = false;
  FactTime start;
  FactTime until;  // known to hold until here; after the end, where it ended
};

}  // namespace vedette::checks
