#include "engine/hls/parse_playlist.h"

#include <string>

#include "engine/hls/master_playlist_parser.h"
#include "engine/hls/media_playlist_parser.h"
#include "engine/hls/playlist_lines.h"
#include "engine/hls/tag.h"

namespace vedette::hls {
namespace {

template <typename Parser>
base::Status ParseLines(std::string_view text, Parser& parser) {
  base::Result<PlaylistLines> lines = PlaylistLines::Open(text);
  if (!lines.ok()) return lines.status();
  while (lines->Next()) {
    base::Status status;
    if (!lines->line().starts_with('#')) {
      status = parser.OnUri(lines->line());
    } else if (const Tag tag = ParseTag(lines->line()); !tag.name.empty()) {
      status = parser.OnTag(tag);
    }
    if (!status.ok()) return status.Wrap("line " + std::to_string(lines->number()));
  }
  return parser.Finish();
}

}  // namespace

bool IsMasterPlaylist(std::string_view text) {
  base::Result<PlaylistLines> lines = PlaylistLines::Open(text);
  if (!lines.ok()) return false;
  while (lines->Next()) {
    const Tag tag = ParseTag(lines->line());
    if (tag.name == "EXT-X-STREAM-INF" || tag.name == "EXT-X-MEDIA" ||
        tag.name == "EXT-X-I-FRAME-STREAM-INF") {
      return true;
    }
    if (tag.name == "EXTINF" || tag.name == "EXT-X-TARGETDURATION") return false;
  }
  return false;
}

base::Result<MediaPlaylist> ParseMediaPlaylist(std::string_view text, std::string_view url,
                                               const std::vector<Variable>* imported) {
  MediaPlaylistParser parser(url, imported);
  VEDETTE_RETURN_IF_ERROR(ParseLines(text, parser));
  return parser.Take();
}

base::Result<MasterPlaylist> ParseMasterPlaylist(std::string_view text, std::string_view url) {
  MasterPlaylistParser parser(url);
  VEDETTE_RETURN_IF_ERROR(ParseLines(text, parser));
  return parser.Take();
}

}  // namespace vedette::hls
