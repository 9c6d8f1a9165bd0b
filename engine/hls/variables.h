#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/hls/attribute_list.h"
#include "engine/hls/playlist.h"

namespace vedette::hls {

// EXT-X-DEFINE and the substitution of {$name} (8216bis section 4.3). Confined; the deque given at
// construction receives the strings made.
class Variables {
 public:
  // `url` (for QUERYPARAM) and `imported` (of the multivariant playlist) must outlive it.
  Variables(std::string_view url, const std::vector<Variable>* imported,
            std::deque<std::string>& storage)
      : url_(url), imported_(imported), storage_(storage) {}

  // One EXT-X-DEFINE. Fails for a name without value, known already, or not to be found.
  base::Status Define(const AttributeList& attributes);

  // `text` with its variables replaced, in place where it has none. Fails for an unknown one.
  base::Status Substitute(std::string_view& text);

  const std::vector<Variable>& all() const { return variables_; }

 private:
  base::Status Add(std::string_view name, std::string_view value);

  const std::string_view url_;
  const std::vector<Variable>* const imported_;
  std::deque<std::string>& storage_;
  std::vector<Variable> variables_;
};

}  // namespace vedette::hls
