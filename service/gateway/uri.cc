#include "service/gateway/uri.h"

#include <google/protobuf/stubs/common.h>

#include <algorithm>

namespace vedette::gateway {
namespace {

constexpr size_t kMaxParameters = 256;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What stands before `mark`; `text` keeps what follows it ("" where there is none).
std::string_view CutAt(char mark, std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && text[end] != mark) ++end;
  const std::string_view before = text.substr(0, end);
  text.remove_prefix(end == text.size() ? end : end + 1);
  return before;
}

}  // namespace

base::Result<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return base::InvalidArgument("url", "a percent escape is broken");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return base::InvalidArgument("url", "NUL is not allowed");
    out += c;
  }
  if (!google::protobuf::internal::IsStructurallyValidUTF8(out.data(),
                                                           static_cast<int>(out.size()))) {
    return base::InvalidArgument("url", "not UTF-8");
  }
  return out;
}

base::Result<QueryPairs> ParseQuery(std::string_view query) {
  QueryPairs pairs;
  while (!query.empty()) {
    const std::string_view item = CutAt('&', query);
    if (item.empty()) continue;
    std::string_view rest = item;
    auto name = PercentDecode(CutAt('=', rest), true);
    auto value = PercentDecode(rest, true);
    if (!name.ok() || !value.ok()) {
      return base::InvalidArgument(
          "query", "query: " + (name.ok() ? value.status() : name.status()).message());
    }
    // It is said in errors.
    if (std::any_of(name->begin(), name->end(), [](unsigned char c) { return c < ' '; })) {
      return base::InvalidArgument("query", "query: a name with a control character");
    }
    if (pairs.size() == kMaxParameters) {
      return base::InvalidArgument("query", "query: more than 256 parameters");
    }
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

}  // namespace vedette::gateway
