#pragma once

#include "engine/checks/catalogue.h"

namespace vedette::checks {

// checks.md, "What explains what": while `cause` is pending or raised, `effect` is an event only.
bool Explains(CheckId cause, CheckId effect);

}  // namespace vedette::checks
