#include "client/text/stream_file.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "google/protobuf/util/json_util.h"
#include "vedette/v1/monitoring_service.pb.h"

namespace vedette::text {
namespace {

constexpr size_t kMaxId = 63;  // as in Stream.id

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         std::equal(end.rbegin(), end.rend(), text.rbegin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// The part of a URL that tells channels apart: no scheme, no credentials, no query.
std::string_view UrlName(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("?#"));
  const size_t at = url.substr(0, url.find('/')).rfind('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  return url;
}

void FillIds(std::vector<v1::Stream>& streams) {
  std::set<std::string> taken;
  for (v1::Stream& stream : streams) {
    if (!stream.id().empty()) taken.insert(stream.id());
  }
  std::set<std::string> seen;
  for (v1::Stream& stream : streams) {
    if (!stream.id().empty() && seen.insert(stream.id()).second) continue;
    std::string wish = MakeId(stream.id().empty() ? stream.display_name() : stream.id());
    if (wish.empty()) wish = MakeId(UrlName(stream.url()));
    if (wish.empty()) wish = "stream";
    std::string id = wish;
    for (int number = 2; !taken.insert(id).second; ++number) {
      const std::string tail = "-" + std::to_string(number);
      id = wish.substr(0, kMaxId - tail.size()) + tail;
    }
    seen.insert(id);
    stream.set_id(id);
  }
}

}  // namespace

std::string MakeId(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.') {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
    if (id.size() == kMaxId) break;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

std::string_view NextLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

ListFormat GuessFormat(std::string_view file_name, std::string_view bytes) {
  if (EndsWith(file_name, ".csv")) return ListFormat::kCsv;
  if (EndsWith(file_name, ".json")) return ListFormat::kJson;
  if (EndsWith(file_name, ".m3u") || EndsWith(file_name, ".m3u8")) return ListFormat::kM3u;
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return ListFormat::kM3u;
  if (bytes[first] == '{' || bytes[first] == '[') return ListFormat::kJson;
  std::string_view rest = bytes;
  const std::string_view line = NextLine(rest);
  const bool columns = line.find("url") != std::string_view::npos &&
                       line.find("://") == std::string_view::npos && line[0] != '#';
  return columns ? ListFormat::kCsv : ListFormat::kM3u;
}

base::Result<std::vector<v1::Stream>> ParseJson(std::string_view bytes) {
  std::string json(bytes);
  const size_t first = json.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && json[first] == '[') json = "{\"streams\":" + json + "}";
  v1::ListStreamsResponse list;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &list);
  if (!status.ok()) return base::InvalidArgument("file", std::string(status.message()));
  std::vector<v1::Stream> streams(list.streams().begin(), list.streams().end());
  for (v1::Stream& stream : streams) {
    stream.clear_status();
    stream.clear_etag();
  }
  return streams;
}

base::Result<std::vector<v1::Stream>> ParseList(ListFormat format, std::string_view bytes) {
  if (bytes.size() > kMaxListBytes) {
    return base::InvalidArgument("file", "the list is larger than 16 MiB");
  }
  if (bytes.substr(0, 3) == "\xef\xbb\xbf") bytes.remove_prefix(3);
  auto streams = format == ListFormat::kCsv    ? ParseCsv(bytes)
                 : format == ListFormat::kJson ? ParseJson(bytes)
                                               : ParseM3u(bytes);
  if (!streams.ok()) return streams;
  if (streams->size() > kMaxListStreams) {
    return base::InvalidArgument("file", "more than 100000 streams in one list");
  }
  if (streams->empty()) return base::InvalidArgument("file", "no stream is in the list");
  FillIds(*streams);
  return streams;
}

}  // namespace vedette::text
