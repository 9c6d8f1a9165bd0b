#include "engine/source/file_playlist.h"

#include <filesystem>
#include <string_view>
#include <system_error>

namespace vedette::source {

namespace fs = std::filesystem;

base::Result<std::string> PlaylistInDirectory(const std::string& path) {
  std::error_code error;
  const fs::path directory(path);
  if (!fs::is_directory(directory, error)) return path;
  for (const char* const name : {"master.m3u8", "index.m3u8", "manifest.mpd", "index.mpd"}) {
    if (fs::exists(directory / name, error)) return (directory / name).string();
  }
  for (const char* const ending : {".m3u8", ".mpd"}) {
    std::string only;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() != ending) continue;
      if (!only.empty()) return base::Unavailable("local_fault", path + " has several playlists");
      only = entry->path().string();
    }
    if (error) return base::Unavailable("local_fault", path + ": " + error.message());
    if (!only.empty()) return only;
  }
  return base::Unavailable("local_fault", path + " has no playlist (*.m3u8, *.mpd)");
}

std::string FileUrl(const std::string& path) {
  std::error_code error;
  const std::string absolute = fs::absolute(path, error).string();
  std::string url = "file://";
  for (const char c : error ? path : absolute) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    if (std::string_view(" %?#").find(c) == std::string_view::npos) {
      url += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      url += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return url;
}

}  // namespace vedette::source
