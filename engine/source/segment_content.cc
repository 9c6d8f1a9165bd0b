#include "engine/source/segment_content.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/source/sniff.h"

namespace vedette::source {
namespace {

constexpr size_t kLookedAt = 4096;
constexpr std::array<std::string_view, 12> kBoxes = {
    "ftyp", "styp", "moof", "sidx", "ssix", "prft", "emsg", "moov", "mdat", "free", "skip", "uuid"};

bool IsMp4(std::string_view start) {
  return start.size() >= 8 &&
         std::find(kBoxes.begin(), kBoxes.end(), start.substr(4, 4)) != kBoxes.end();
}

bool IsPackedAudio(std::string_view start) {
  if (start.starts_with("ID3") || start.starts_with("\x0b\x77")) return true;
  // The eleven sync bits of MPEG audio, and of ADTS with layer 0.
  return start.size() >= 2 && start[0] == '\xff' && (start[1] & 0xe0) == 0xe0 && start[1] != '\xff';
}

bool IsMarkup(std::string_view start) {
  const size_t first = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return first != std::string_view::npos && (start[first] == '<' || start[first] == '{');
}

}  // namespace

std::string SegmentFault(media::ByteView segment) {
  if (segment.empty()) return "empty";
  const media::ByteView head = segment.first(std::min(segment.size(), kLookedAt));
  const std::string_view start(reinterpret_cast<const char*>(head.data()), head.size());
  if (LooksLikeTs(head) || IsMp4(start) || IsPackedAudio(start)) return "";
  if (start.starts_with("WEBVTT") || start.starts_with("\xef\xbb\xbfWEBVTT")) return "";
  if (IsMarkup(start)) return "a web page or other text instead of media";
  return "neither MPEG-TS nor MP4 nor packed audio";
}

}  // namespace vedette::source
