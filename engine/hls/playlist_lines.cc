#include "engine/hls/playlist_lines.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "engine/hls/attribute_list.h"
#include "engine/hls/playlist.h"

namespace vedette::hls {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// The length of the UTF-8 sequence at the front of `text`, 0 when it is none (RFC 3629).
size_t SequenceLength(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  const uint8_t second = at(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second > 0x9f;
  const bool beyond = lead == 0xf4 && second > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    uint64_t word = 0;
    while (text.size() >= sizeof(word)) {
      std::memcpy(&word, text.data(), sizeof(word));
      if (word & 0x8080808080808080u) break;
      text.remove_prefix(sizeof(word));
    }
    if (text.empty()) break;
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

base::Result<PlaylistLines> PlaylistLines::Open(std::string_view text) {
  if (text.size() > kMaxPlaylistBytes) return Malformed("longer than 4 MiB");
  if (text.empty()) return Malformed("the playlist is empty");
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  PlaylistLines lines(text);
  if (!text.starts_with("#EXTM3U") || !lines.Next() || lines.line() != "#EXTM3U") {
    return Malformed("line 1: no #EXTM3U");
  }
  if (!IsUtf8(text)) return Malformed("not UTF-8");
  return lines;
}

bool PlaylistLines::Next() {
  while (!rest_.empty()) {
    const size_t end = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    line_ = Trim(line_);
    if (!line_.empty()) return true;
  }
  return false;
}

}  // namespace vedette::hls
