#pragma once

#include <vector>

#include "service/rpc/filter.h"

namespace vedette::rpc {

// What the lists of the API can be filtered by; the protos document the same.
const std::vector<FilterField>& StreamFields();
const std::vector<FilterField>& AlarmFields();
const std::vector<FilterField>& EventFields();

}  // namespace vedette::rpc
