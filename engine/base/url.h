#pragma once

#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace vedette::base {

// The parts of a URL, as written (no percent-decoding). Immutable value.
struct Url {
  std::string scheme;    // lower case, without "://"
  std::string userinfo;  // "user:password", empty where there is none
  std::string host;      // without brackets
  int port = 0;          // 0 = not given
  std::string path;      // begins with '/' where there is one
  std::string query;     // without '?'
};

// kInvalidArgument with reason "url" for anything that is not scheme://host...; `file:` may lack a
// host. Bounded: 8 KiB.
Result<Url> ParseUrl(std::string_view text);

// RFC 3986 section 5.3: `reference` as seen from `base`.
std::string ResolveUrl(std::string_view base, std::string_view reference);

// The URL as it may be shown: user info replaced by "***", and so the values that carry secrets
// (passphrase, token, key, signature, password, session and the like), wherever a name=value can
// be: path, query, fragment, SRT stream id, or a URL within a value.
std::string RedactUrl(std::string_view url);

// "%41" becomes "A"; what is no escape stays as it is.
std::string PercentDecode(std::string_view text);

}  // namespace vedette::base
