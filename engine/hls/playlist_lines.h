#pragma once

#include <string_view>

#include "engine/base/status.h"

namespace vedette::hls {

bool IsUtf8(std::string_view text);

// Walks over the lines of a playlist: LF or CRLF, blanks at line ends dropped, empty lines skipped.
class PlaylistLines {
 public:
  // Checks what holds for the whole text: its size, UTF-8, and #EXTM3U on the first line, before
  // which a byte order mark is tolerated (RFC 8216 section 4.1 forbids it, encoders write it).
  // `text` must outlive the lines.
  static base::Result<PlaylistLines> Open(std::string_view text);

  // False at the end.
  bool Next();
  std::string_view line() const { return line_; }
  int number() const { return number_; }  // from 1

 private:
  explicit PlaylistLines(std::string_view text) : rest_(text) {}

  std::string_view rest_;
  std::string_view line_;
  int number_ = 0;
};

}  // namespace vedette::hls
