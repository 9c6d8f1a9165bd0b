#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace vedette::gateway {

// Field paths of a request message and the texts that a path gives them.
using PathBindings = std::vector<std::pair<std::string, std::string>>;

// A path of google.api.http as this API uses them: "/api/v1/streams/{stream.id}:pause". A variable
// is one whole segment (no wildcards inside of it) and stands for one non-empty segment; a literal
// last segment may hold its verb ("streams:watch"). Immutable value.
class PathTemplate {
 public:
  // kInvalidArgument for a template outside of that.
  static base::Result<PathTemplate> Parse(std::string_view text);

  // `path` as it was written in the request. Nothing when it does not fit; a variable does not take
  // a segment with a ':' in it that is not escaped (that would be an unknown verb).
  std::optional<PathBindings> Match(std::string_view path) const;

  // How many segments are literal: of two templates that fit, the one with more is meant.
  int literals() const { return literals_; }
  const std::string& text() const { return text_; }
  std::vector<std::string> variables() const;

 private:
  struct Segment {
    bool variable = false;
    std::string text;  // literal, or the field path
  };

  std::string text_;
  std::vector<Segment> segments_;
  std::string verb_;  // behind a last segment that is a variable: ":pause"
  int literals_ = 0;
};

}  // namespace vedette::gateway
