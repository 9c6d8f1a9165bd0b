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

// The state between two lines of a media playlist. Used by ParseMediaPlaylist for one text.
class MediaPlaylistParser {
 public:
  MediaPlaylistParser(std::string_view url, const std::vector<Variable>* imported)
      : variables_(url, imported, playlist_.substituted) {}

  base::Status OnTag(const Tag& tag);
  base::Status OnUri(std::string_view uri);
  // What only the whole text can tell.
  base::Status Finish();
  MediaPlaylist Take() { return std::move(playlist_); }

 private:
  using Handler = base::Status (MediaPlaylistParser::*)(std::string_view value);
  static Handler FindHandler(std::string_view name);

  base::Status OnInf(std::string_view value);
  base::Status OnByteRange(std::string_view value);
  base::Status OnDiscontinuity(std::string_view value);
  base::Status OnGap(std::string_view value);
  base::Status OnKey(std::string_view value);
  base::Status OnMap(std::string_view value);
  base::Status OnDateTime(std::string_view value);
  base::Status OnTargetDuration(std::string_view value);
  base::Status OnMediaSequence(std::string_view value);
  base::Status OnDiscontinuitySequence(std::string_view value);
  base::Status OnVersion(std::string_view value);
  base::Status OnPlaylistType(std::string_view value);
  base::Status OnEndlist(std::string_view value);
  base::Status OnIframesOnly(std::string_view value);
  base::Status OnDateRange(std::string_view value);
  base::Status OnDefine(std::string_view value);
  base::Status OnServerControl(std::string_view value);
  base::Status OnPartInf(std::string_view value);
  base::Status OnPart(std::string_view value);
  base::Status OnPreloadHint(std::string_view value);
  base::Status OnSkip(std::string_view value);
  base::Status OnMasterTag(std::string_view value);

  MediaPlaylist playlist_;
  Variables variables_;
  Segment next_;  // what was said about the segment whose URI comes next
  bool inf_seen_ = false;
  bool target_seen_ = false;
  std::optional<int64_t> range_without_offset_;
  // Keys in force, one for each key format, as indexes; all go with METHOD=NONE.
  std::vector<int> keys_;
  int map_ = -1;
  base::WallTime clock_{};  // program date time of the next segment, epoch = unknown
};

// "<length>[@<offset>]" with the offset absent as -1.
base::Result<ByteRange> ParseByteRange(std::string_view text);

}  // namespace vedette::hls
