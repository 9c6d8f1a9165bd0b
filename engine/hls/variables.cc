#include "engine/hls/variables.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace vedette::hls {
namespace {

constexpr size_t kMaxVariables = 100;
constexpr size_t kMaxSubstituted = 8192;  // the longest URL that is fetched

const std::string* FindVariable(const std::vector<Variable>& variables, std::string_view name) {
  const auto found = std::find_if(variables.begin(), variables.end(),
                                  [&](const Variable& known) { return known.name == name; });
  return found == variables.end() ? nullptr : &found->value;
}

std::optional<std::string_view> QueryParameter(std::string_view url, std::string_view name) {
  const size_t query = url.find('?');
  if (query == std::string_view::npos) return std::nullopt;
  std::string_view rest = url.substr(query + 1);
  rest = rest.substr(0, rest.find('#'));
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return pair.substr(equals + 1);
    }
  }
  return std::nullopt;
}

}  // namespace

base::Status Variables::Add(std::string_view name, std::string_view value) {
  if (name.empty()) return Malformed("EXT-X-DEFINE has an empty name");
  if (FindVariable(variables_, name) != nullptr) {
    return Malformed("EXT-X-DEFINE defines " + std::string(name) + " twice");
  }
  if (variables_.size() >= kMaxVariables) return Malformed("more than 100 variables");
  variables_.push_back({std::string(name), std::string(value)});
  return base::Status::Ok();
}

base::Status Variables::Define(const AttributeList& attributes) {
  if (const auto name = attributes.Find("NAME")) {
    const auto value = attributes.Find("VALUE");
    if (!value) return Malformed("EXT-X-DEFINE has a NAME without VALUE");
    return Add(*name, *value);
  }
  if (const auto name = attributes.Find("IMPORT")) {
    const std::string* const value =
        imported_ == nullptr ? nullptr : FindVariable(*imported_, *name);
    if (value == nullptr) {
      return Malformed("EXT-X-DEFINE imports " + std::string(*name) + ", which is not defined");
    }
    return Add(*name, *value);
  }
  if (const auto name = attributes.Find("QUERYPARAM")) {
    const auto value = QueryParameter(url_, *name);
    if (!value) {
      return Malformed("EXT-X-DEFINE: the URL has no parameter " + std::string(*name));
    }
    return Add(*name, *value);
  }
  return Malformed("EXT-X-DEFINE without NAME, IMPORT or QUERYPARAM");
}

base::Status Variables::Substitute(std::string_view& text) {
  size_t begin = text.find("{$");
  if (begin == std::string_view::npos || variables_.empty()) return base::Status::Ok();
  std::string result;
  std::string_view rest = text;
  while (begin != std::string_view::npos) {
    const size_t end = rest.find('}', begin);
    if (end == std::string_view::npos) break;
    const std::string_view name = rest.substr(begin + 2, end - begin - 2);
    const std::string* const value = FindVariable(variables_, name);
    if (value == nullptr) return Malformed("variable " + std::string(name) + " is not defined");
    result += rest.substr(0, begin);
    result += *value;
    rest.remove_prefix(end + 1);
    if (result.size() + rest.size() > kMaxSubstituted) {
      return Malformed("longer than 8192 bytes after substitution");
    }
    begin = rest.find("{$");
  }
  result += rest;
  text = storage_.emplace_back(std::move(result));
  return base::Status::Ok();
}

}  // namespace vedette::hls
