#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/checks/check.h"

namespace vedette::store {

// The parts of a stream that have no columns of their own, as JSON text. Reading passes over keys
// that it does not know (a newer program wrote them) and is false for what is not of the shape.

using Labels = std::map<std::string, std::string>;
using Headers = std::vector<std::pair<std::string, std::string>>;

std::string LabelsToJson(const Labels& labels);
bool LabelsFromJson(const std::string& text, Labels& labels);

std::string HeadersToJson(const Headers& headers);
bool HeadersFromJson(const std::string& text, Headers& headers);

std::string ExpectToJson(const checks::Expect& expect);
bool ExpectFromJson(const std::string& text, checks::Expect& expect);

std::string OverridesToJson(const std::vector<checks::CheckOverride>& overrides);
bool OverridesFromJson(const std::string& text, std::vector<checks::CheckOverride>& overrides);

}  // namespace vedette::store
