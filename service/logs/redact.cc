#include "service/logs/redact.h"

#include <array>
#include <cctype>

#include "engine/base/url.h"

namespace vedette::logs {
namespace {

constexpr std::string_view kUrlEnds = " \t\r\n\"'<>`";

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool InScheme(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.';
}

void RedactUrls(std::string& text) {
  for (size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
    size_t begin = at;
    while (begin > 0 && InScheme(text[begin - 1])) --begin;
    const size_t end = std::min(text.find_first_of(kUrlEnds, at), text.size());
    const std::string shown = base::RedactUrl(std::string_view(text).substr(begin, end - begin));
    text.replace(begin, end - begin, shown);
    at = begin + shown.size();
  }
}

void RedactAfter(std::string& text, std::string_view word) {
  size_t from = 0;
  for (;;) {
    const size_t at = Lower(text).find(word, from);
    if (at == std::string::npos) return;
    const size_t begin = at + word.size();
    const size_t end = std::min(text.find_first_of(kUrlEnds, begin), text.size());
    text.replace(begin, end - begin, "***");
    from = begin + 3;
  }
}

}  // namespace

std::string RedactText(std::string_view text) {
  std::string shown(text);
  RedactUrls(shown);
  RedactAfter(shown, "bearer ");
  RedactAfter(shown, "basic ");
  return shown;
}

bool IsSecretKey(std::string_view key) {
  constexpr std::array<std::string_view, 9> kSecrets = {"password", "passwd", "passphrase",
                                                        "secret",   "token",  "authorization",
                                                        "cookie",   "apikey", "api_key"};
  const std::string lower = Lower(key);
  for (const std::string_view secret : kSecrets) {
    if (lower.find(secret) != std::string::npos) return true;
  }
  return false;
}

}  // namespace vedette::logs
