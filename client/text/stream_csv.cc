#include <algorithm>
#include <cctype>

#include "client/text/format.h"
#include "client/text/stream_file.h"

namespace vedette::text {
namespace {

constexpr size_t kMaxColumns = 128;
constexpr char kColumns[] = "url, id, name, depth, profile, label.KEY, header.NAME";

// Takes the fields of one record (RFC 4180; quoted ones may hold line breaks) from `rest` and
// counts lines. False when a quote is not closed or there are too many fields.
bool TakeRecord(std::string_view& rest, char separator, std::vector<std::string>& fields,
                int& line) {
  fields.assign(1, "");
  bool quoted = false;
  size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == '\n') ++line;
    if (quoted && c == '"' && at + 1 < rest.size() && rest[at + 1] == '"') {
      fields.back() += rest[at++];
    } else if (c == '"' && (quoted || fields.back().empty())) {
      quoted = !quoted;
    } else if (quoted) {
      fields.back() += c;
    } else if (c == separator) {
      if (fields.size() == kMaxColumns) return false;
      fields.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  rest.remove_prefix(std::min(rest.size(), at + 1));
  return !quoted;
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

base::Status SetField(const std::string& column, const std::string& value, v1::Stream& stream) {
  const std::string name = Lower(column);
  if (value.empty()) return base::Status::Ok();
  if (name == "url") {
    stream.set_url(value);
  } else if (name == "id") {
    stream.set_id(value);
  } else if (name == "name" || name == "displayname" || name == "display_name") {
    stream.set_display_name(value);
  } else if (name == "profile") {
    stream.set_profile(value);
  } else if (name == "depth") {
    const std::string word = Lower(value).rfind("depth_", 0) == 0 ? value.substr(6) : value;
    std::string full = "DEPTH_";
    for (const char c : word)
      full += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    v1::Depth depth = v1::DEPTH_UNSPECIFIED;
    if (!v1::Depth_Parse(full, &depth) || depth == v1::DEPTH_UNSPECIFIED) {
      return base::InvalidArgument(
          "file", "\"" + Printable(value) + "\" is no depth (manifest, packets, keyframes, full)");
    }
    stream.set_depth(depth);
  } else if (name.rfind("label.", 0) == 0) {
    (*stream.mutable_labels())[column.substr(6)] = value;
  } else if (name.rfind("header.", 0) == 0) {
    (*stream.mutable_headers())[column.substr(7)] = value;
  } else {
    return base::InvalidArgument("file",
                                 "unknown column \"" + Printable(column) + "\" (" + kColumns + ")");
  }
  return base::Status::Ok();
}

}  // namespace

base::Result<std::vector<v1::Stream>> ParseCsv(std::string_view bytes) {
  std::string_view first = bytes;
  const std::string_view head = NextLine(first);
  const char separator = head.find(';') != std::string_view::npos ? ';' : ',';
  std::vector<v1::Stream> streams;
  std::vector<std::string> columns;
  std::vector<std::string> fields;
  for (int line = 1; !bytes.empty();) {
    const std::string where = "line " + std::to_string(line);
    if (!TakeRecord(bytes, separator, fields, line)) {
      return base::InvalidArgument("file", where + ": a quote is not closed, or too many columns");
    }
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (columns.empty()) {
      columns = fields;
      v1::Stream ignored;
      for (const std::string& column : columns) {
        const bool depth = Lower(column) == "depth";
        const auto status = SetField(column, depth ? "full" : "x", ignored);
        if (!status.ok()) return status.Wrap(where);
      }
      if (ignored.url().empty()) {
        return base::InvalidArgument("file", where + ": no column \"url\" (" + kColumns + ")");
      }
      continue;
    }
    if (fields.size() != columns.size()) {
      return base::InvalidArgument("file", where + ": " + std::to_string(fields.size()) +
                                               " fields under " + std::to_string(columns.size()) +
                                               " columns");
    }
    v1::Stream stream;
    for (size_t i = 0; i < columns.size(); ++i) {
      const auto status = SetField(columns[i], fields[i], stream);
      if (!status.ok()) return status.Wrap(where);
    }
    if (stream.url().empty()) return base::InvalidArgument("file", where + ": no url");
    streams.push_back(std::move(stream));
  }
  return streams;
}

}  // namespace vedette::text
