#include "service/rpc/list_page.h"

#include <cinttypes>
#include <cstdio>

namespace vedette::rpc {
namespace {

constexpr size_t kMaxToken = 1024;

uint32_t Hash(std::string_view text) {
  uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string MakePageToken(const PagePlace& place, std::string_view query) {
  char head[48];
  std::snprintf(head, sizeof(head), "%08" PRIx32 ":%" PRId64 ":", Hash(query), place.offset);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string token;
  for (const char c : head + place.key) {
    token += kDigits[static_cast<unsigned char>(c) >> 4];
    token += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return token;
}

base::Result<PagePlace> ReadPageToken(std::string_view token, std::string_view query) {
  if (token.empty()) return PagePlace{};
  const base::Status fault = base::InvalidArgument("page_token", "is not one that this list gave");
  if (token.size() > kMaxToken || token.size() % 2 != 0) return fault;
  std::string text;
  for (size_t i = 0; i < token.size(); i += 2) {
    const int high = Nibble(token[i]), low = Nibble(token[i + 1]);
    if (high < 0 || low < 0) return fault;
    text += static_cast<char>(high << 4 | low);
  }
  PagePlace place;
  uint32_t hash = 0;
  int length = 0;
  if (std::sscanf(text.c_str(), "%8" SCNx32 ":%18" SCNd64 ":%n", &hash, &place.offset, &length) !=
          2 ||
      length == 0 || place.offset < 0) {
    return fault;
  }
  if (hash != Hash(query)) {
    return base::InvalidArgument("page_token", "was given for another filter or order");
  }
  place.key = text.substr(static_cast<size_t>(length));
  return place;
}

base::Result<int> PageSize(int32_t asked) {
  if (asked < 0) return base::InvalidArgument("page_size", "must be 0 to 1000");
  if (asked == 0) return 100;
  return asked > 1000 ? 1000 : asked;
}

base::Result<ListOrder> ReadOrder(std::string_view text,
                                  std::initializer_list<const char*> allowed) {
  if (text.empty()) return ListOrder{*allowed.begin(), false};
  std::string names;
  for (const std::string_view name : allowed) {
    if (text == name) return ListOrder{std::string(name), false};
    if (text.size() == name.size() + 5 && text.substr(0, name.size()) == name &&
        text.substr(name.size()) == " desc") {
      return ListOrder{std::string(name), true};
    }
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return base::InvalidArgument("order_by", "is one of " + names + ", each also with \" desc\"");
}

}  // namespace vedette::rpc
