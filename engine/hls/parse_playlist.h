#pragma once

#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/hls/playlist.h"

namespace vedette::hls {

// Whether the text has a tag that only multivariant ("master") playlists have.
bool IsMasterPlaylist(std::string_view text);

// Strict where a player would fail or guess, tolerant where all of them agree; unknown tags are
// skipped. A failure (reason invalid_data) says the line and what is wrong with it. What is
// returned views `text`. `url` and `imported` are for EXT-X-DEFINE only.
base::Result<MediaPlaylist> ParseMediaPlaylist(std::string_view text, std::string_view url = "",
                                               const std::vector<Variable>* imported = nullptr);
base::Result<MasterPlaylist> ParseMasterPlaylist(std::string_view text, std::string_view url = "");

}  // namespace vedette::hls
