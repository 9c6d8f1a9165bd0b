#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "vedette/v1/stream.pb.h"

namespace vedette::text {

enum class ListFormat : uint8_t { kM3u, kCsv, kJson };

// Larger lists are refused.
inline constexpr size_t kMaxListBytes = 16 << 20;
inline constexpr size_t kMaxListStreams = 100000;

// By the ending of the name (.m3u, .m3u8, .csv, .json), else by the first characters.
ListFormat GuessFormat(std::string_view file_name, std::string_view bytes);

// The streams of a list, each with an id that is fit for the API, the same whenever the same list
// is read. kInvalidArgument, reason "file", naming the line, for a list that makes no sense;
// whether URLs can be watched is the daemon's to judge.
base::Result<std::vector<v1::Stream>> ParseList(ListFormat format, std::string_view bytes);

// The formats by themselves; ids may be missing or twice.
//
// M3U: a line per URL, before it "#EXTINF:-1 tvg-id="ch1" group-title="News",Channel 1" (id, label
// "group", display name) and "#EXTVLCOPT:http-user-agent=..." (headers).
base::Result<std::vector<v1::Stream>> ParseM3u(std::string_view bytes);
// CSV (RFC 4180, comma or semicolon): the first line names the columns: url and any of id, name,
// depth, profile, label.KEY, header.NAME.
base::Result<std::vector<v1::Stream>> ParseCsv(std::string_view bytes);
// JSON: {"streams": [...]} as `vedette list --json` and REST print it, or the list alone.
base::Result<std::vector<v1::Stream>> ParseJson(std::string_view bytes);

// Letters, digits, "-_." of `text`, runs of anything else as one "-", at most 63.
std::string MakeId(std::string_view text);

// The next line without its line break, taken from `rest`; CRLF and LF.
std::string_view NextLine(std::string_view& rest);

}  // namespace vedette::text
