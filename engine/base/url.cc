#include "engine/base/url.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

namespace vedette::base {
namespace {

constexpr size_t kMaxUrlBytes = 8192;
constexpr std::string_view kHidden = "***";
// What a name may follow on in a path, a query, a fragment or an SRT stream id.
constexpr std::string_view kBeforeNames = "/?&#;,:";
constexpr int kEscapedTwice = 2;  // values are looked into that deep

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// Length of "scheme" before "://", 0 when there is none.
size_t SchemeLength(std::string_view text) {
  const size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0) return 0;
  const bool valid =
      std::isalpha(static_cast<unsigned char>(text[0])) &&
      std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(end), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.';
      });
  return valid ? end : 0;
}

// RFC 3986 section 5.2.4 on a path.
std::string RemoveDotSegments(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool absolute = path.starts_with('/');
  size_t begin = absolute ? 1 : 0;
  bool directory = false;
  while (begin <= path.size()) {
    const size_t slash = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, slash - begin);
    directory = part == "." || part == "..";
    if (part == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (part != ".") {
      kept.push_back(part);
    }
    begin = slash + 1;
  }
  std::string result = absolute ? "/" : "";
  for (size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) result += '/';
    result += kept[i];
  }
  if (directory && !result.ends_with('/')) result += '/';
  return result;
}

// In a path a name is a word of its own: "token=", "live-token=", not "hockey-audio=".
std::string_view LastWord(std::string_view name) {
  const size_t at = name.find_last_of("-_.~ ");
  return at == std::string_view::npos ? name : name.substr(at + 1);
}

bool IsSecretName(std::string_view name, bool whole_word) {
  static constexpr std::array<std::string_view, 14> kAnywhere = {
      "token",  "secret",     "signature",  "apikey",   "session", "hdnea", "hdnts",
      "policy", "credential", "passphrase", "password", "passwd",  "hdntl", "hmac"};
  static constexpr std::array<std::string_view, 8> kInQueries = {"pass", "sig", "auth", "key",
                                                                 "jwt",  "pwd", "hash", "md5"};
  static constexpr std::array<std::string_view, 4> kAlone = {"pw", "sid", "user", "login"};
  const std::string lower = Lower(whole_word ? LastWord(name) : name);
  const auto within = [&](std::string_view secret) { return lower.find(secret) != lower.npos; };
  const auto equals = [&](std::string_view secret) { return lower == secret; };
  return std::any_of(kAnywhere.begin(), kAnywhere.end(), within) ||
         std::any_of(kAlone.begin(), kAlone.end(), equals) ||
         (whole_word ? std::any_of(kInQueries.begin(), kInQueries.end(), equals)
                     : std::any_of(kInQueries.begin(), kInQueries.end(), within));
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<Url> ParseUrl(std::string_view text) {
  const auto bad = [](std::string why) { return InvalidArgument("url", "url " + std::move(why)); };
  if (text.empty()) return bad("must not be empty");
  if (text.size() > kMaxUrlBytes) return bad("must not be longer than 8192 bytes");
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; })) {
    return bad("must not hold spaces or control characters");
  }
  const size_t scheme_length = SchemeLength(text);
  if (scheme_length == 0) return bad("must begin with a scheme, like http://");
  Url url;
  url.scheme = Lower(text.substr(0, scheme_length));
  std::string_view rest = text.substr(scheme_length + 3);
  rest = rest.substr(0, rest.find('#'));
  const size_t query = rest.find('?');
  if (query != std::string_view::npos) {
    url.query = rest.substr(query + 1);
    rest = rest.substr(0, query);
  }
  const size_t slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  if (slash != std::string_view::npos) url.path = rest.substr(slash);
  const size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    url.userinfo = authority.substr(0, at);
    authority = authority.substr(at + 1);
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) return bad("has an unclosed [ in its host");
    url.host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
  } else {
    const size_t colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
  }
  if (!port.empty()) {
    const char* const end = port.data() + port.size();
    const auto parsed = std::from_chars(port.data() + 1, end, url.port);
    if (port[0] != ':' || parsed.ec != std::errc() || parsed.ptr != end || url.port < 1 ||
        url.port > 65535) {
      return bad("has a port that is not 1 to 65535");
    }
  }
  // "udp://:1234" and "srt://:1234" listen on every address.
  const bool host_optional =
      url.scheme == "file" ||
      ((url.scheme == "udp" || url.scheme == "srt" || url.scheme == "rtp") && url.port != 0);
  if (url.host.empty() && !host_optional) return bad("has no host");
  return url;
}

std::string ResolveUrl(std::string_view base, std::string_view reference) {
  if (SchemeLength(reference) > 0) return std::string(reference);
  if (reference.empty()) return std::string(base.substr(0, base.find('#')));
  const size_t scheme = SchemeLength(base);
  const size_t authority_begin = scheme == 0 ? 0 : scheme + 3;
  if (reference.starts_with("//")) {
    return std::string(base.substr(0, scheme == 0 ? 0 : scheme + 1)) + std::string(reference);
  }
  size_t path_end = base.find_first_of("?#", authority_begin);
  if (path_end == std::string_view::npos) path_end = base.size();
  if (reference.starts_with('?'))
    return std::string(base.substr(0, path_end)) + std::string(reference);
  size_t path_begin = scheme == 0 ? 0 : base.find('/', authority_begin);
  if (path_begin == std::string_view::npos || path_begin > path_end) path_begin = path_end;

  const size_t split = std::min(reference.find_first_of("?#"), reference.size());
  std::string path;
  if (reference.starts_with('/')) {
    path = reference.substr(0, split);
  } else {
    const std::string_view base_path = base.substr(path_begin, path_end - path_begin);
    const size_t last_slash = base_path.rfind('/');
    path = last_slash == std::string_view::npos ? (scheme == 0 ? "" : "/")
                                                : std::string(base_path.substr(0, last_slash + 1));
    path += reference.substr(0, split);
  }
  return std::string(base.substr(0, path_begin)) + RemoveDotSegments(path) +
         std::string(reference.substr(split));
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool whole = text[i] == '%' && i + 2 < text.size();
    const int high = whole ? HexDigit(text[i + 1]) : -1;
    const int low = whole ? HexDigit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

namespace {

// Of the URL, and of those in its values, which end at a '&'.
void HideUserInfo(std::string& url) {
  const char* ends = "/?#";
  for (size_t at = url.find("://"); at != std::string::npos; at = url.find("://", at)) {
    at += 3;
    const size_t end = std::min(url.find_first_of(ends, at), url.size());
    const size_t sign = url.substr(at, end - at).rfind('@');
    if (sign != std::string::npos) url.replace(at, sign, kHidden);
    ends = "/?#&";
  }
}

std::string Redact(std::string_view url, int depth);

// Whether there is one under its escapes.
bool HidesSecret(const std::string& value, int depth) {
  const std::string decoded = depth > 0 ? PercentDecode(value) : value;
  if (decoded == value) return false;
  return Redact(decoded, depth - 1) != decoded || HidesSecret(decoded, depth - 1);
}

std::string Redact(std::string_view url, int depth) {
  std::string shown(url);
  HideUserInfo(shown);
  size_t name = 0;
  size_t looked = 0;  // what is before it was looked into
  bool in_path = true;
  for (size_t at = 0; at < shown.size(); ++at) {
    const char c = shown[at];
    if (kBeforeNames.find(c) != std::string_view::npos) in_path &= c != '?' && c != '#';
    if (c == '=') {
      const bool word = in_path && (name == 0 || shown[name - 1] != ';');
      const bool secret = IsSecretName(PercentDecode(shown.substr(name, at - name)), word);
      if (secret || at >= looked) {
        const char* const ends = in_path ? "/?#&" : "&";
        const size_t end = std::min(shown.find_first_of(ends, at + 1), shown.size());
        looked = end;
        if (secret || HidesSecret(shown.substr(at + 1, end - at - 1), depth)) {
          shown.replace(at + 1, end - at - 1, kHidden);
          at += kHidden.size();
          looked = at + 1;
        }
      }
    }
    if (c == '=' || kBeforeNames.find(c) != std::string_view::npos) name = at + 1;
  }
  return shown;
}

}  // namespace

std::string RedactUrl(std::string_view url) { return Redact(url, kEscapedTwice); }

}  // namespace vedette::base
