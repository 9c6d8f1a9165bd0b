#pragma once

#include <string_view>

namespace vedette::hls {

// One "#EXT..." line: "#EXTINF:4.0,title" is {"EXTINF", "4.0,title"}.
struct Tag {
  std::string_view name;
  std::string_view value;
};

// Nothing (an empty name) for comments, which begin with # but not with #EXT.
inline Tag ParseTag(std::string_view line) {
  if (!line.starts_with("#EXT")) return {};
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {line.substr(1), {}};
  return {line.substr(1, colon - 1), line.substr(colon + 1)};
}

}  // namespace vedette::hls
