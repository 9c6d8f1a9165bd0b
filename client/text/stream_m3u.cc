#include <optional>

#include "client/text/stream_file.h"

namespace vedette::text {
namespace {

constexpr size_t kMaxLine = 16384;

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What follows `start`, or nothing when the line does not begin with it.
std::optional<std::string_view> After(std::string_view line, std::string_view start) {
  if (line.substr(0, start.size()) != start) return std::nullopt;
  return line.substr(start.size());
}

void SetAttribute(std::string_view name, std::string_view value, v1::Stream& stream) {
  if (value.empty()) return;
  if (name == "tvg-id") stream.set_id(MakeId(value));
  if (name == "tvg-name" && stream.display_name().empty())
    stream.set_display_name(value.data(), value.size());
  if (name == "group-title") (*stream.mutable_labels())["group"] = std::string(value);
}

// `-1 tvg-id="ch1" group-title="a, b",Channel 1`: the first comma outside quotes begins the name.
void ReadExtInf(std::string_view text, v1::Stream& stream) {
  size_t at = 0;
  size_t word = 0;
  while (at < text.size() && text[at] != ',') {
    if (text[at] == ' ') word = at + 1;
    if (text[at] == '"') {
      const size_t end = text.find('"', at + 1);
      if (end == std::string_view::npos) break;
      if (at > word && text[at - 1] == '=') {
        SetAttribute(text.substr(word, at - word - 1), text.substr(at + 1, end - at - 1), stream);
      }
      at = end;
    }
    ++at;
  }
  if (at >= text.size() || text[at] != ',') return;
  const std::string_view name = Trim(text.substr(at + 1));
  if (!name.empty()) stream.set_display_name(std::string(name));
}

void ReadPlayerOption(std::string_view text, v1::Stream& stream) {
  const std::pair<std::string_view, const char*> options[] = {{"http-user-agent=", "User-Agent"},
                                                              {"http-referrer=", "Referer"}};
  for (const auto& [name, header] : options) {
    const auto value = After(text, name);
    if (value) (*stream.mutable_headers())[header] = std::string(*value);
  }
}

}  // namespace

base::Result<std::vector<v1::Stream>> ParseM3u(std::string_view bytes) {
  std::vector<v1::Stream> streams;
  v1::Stream next;
  for (int number = 1; !bytes.empty(); ++number) {
    const std::string_view line = Trim(NextLine(bytes));
    if (line.empty()) continue;
    const std::string where = "line " + std::to_string(number) + ": ";
    if (line.size() > kMaxLine) return base::InvalidArgument("file", where + "over 16 KiB long");
    if (const auto info = After(line, "#EXTINF:")) {
      ReadExtInf(*info, next);
    } else if (const auto option = After(line, "#EXTVLCOPT:")) {
      ReadPlayerOption(*option, next);
    } else if (After(line, "#EXT-X-TARGETDURATION")) {
      return base::InvalidArgument(
          "file", where + "this is the playlist of one HLS stream, not a list; add its URL");
    } else if (line[0] != '#') {
      if (line.find("://") == std::string_view::npos) {
        return base::InvalidArgument("file", where + "neither a URL nor a comment");
      }
      next.set_url(std::string(line));
      streams.push_back(std::move(next));
      next = {};
    }
  }
  return streams;
}

}  // namespace vedette::text
