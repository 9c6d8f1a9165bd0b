#include "service/gateway/uri.h"

#include <google/protobuf/stubs/common.h>

namespace vedette::gateway {
namespace {

constexpr size_t kMaxParameters = 256;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
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
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view item = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (item.empty()) continue;
    const size_t equals = std::min(item.find('='), item.size());
    auto name = PercentDecode(item.substr(0, equals), true);
    auto value = PercentDecode(item.substr(std::min(equals + 1, item.size())), true);
    if (!name.ok() || !value.ok()) {
      return base::InvalidArgument(
          "query", "query: " + (name.ok() ? value.status() : name.status()).message());
    }
    if (pairs.size() == kMaxParameters) {
      return base::InvalidArgument("query", "query: more than 256 parameters");
    }
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

}  // namespace vedette::gateway
