#pragma once

#include <string>

#include "engine/base/status.h"

namespace vedette::source {

// `path` itself, or of a directory the playlist in it: master.m3u8, index.m3u8, manifest.mpd,
// index.mpd, or the only *.m3u8, or the only *.mpd. Fails (local_fault) for a directory without
// one, or with several.
base::Result<std::string> PlaylistInDirectory(const std::string& path);

// "file:///..." of a path, absolute and percent-encoded, against which references resolve.
std::string FileUrl(const std::string& path);

}  // namespace vedette::source
