#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/hls/attribute_list.h"
#include "engine/hls/playlist.h"
#include "engine/hls/tag.h"
#include "engine/hls/variables.h"

namespace vedette::hls {

// The state between two lines of a multivariant playlist. Used by ParseMasterPlaylist for one text.
class MasterPlaylistParser {
 public:
  explicit MasterPlaylistParser(std::string_view url)
      : variables_(url, nullptr, playlist_.substituted) {}

  base::Status OnTag(const Tag& tag);
  base::Status OnUri(std::string_view uri);
  base::Status Finish();
  MasterPlaylist Take() {
    playlist_.variables = variables_.all();
    return std::move(playlist_);
  }

 private:
  base::Status OnMedia(const AttributeList& attributes);
  base::Result<Variant> ReadVariant(const AttributeList& attributes) const;

  MasterPlaylist playlist_;
  Variables variables_;
  std::optional<Variant> next_;  // its URI is the next line
};

}  // namespace vedette::hls
