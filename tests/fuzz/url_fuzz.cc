// URLs as operators and playlists give them: what is put behind a secret's name is never shown, and
// what is shown once stays as it is.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using vedette::base::ParseUrl, vedette::base::RedactUrl, vedette::base::ResolveUrl;
  constexpr std::string_view kSecret = "S3CR3T";
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find(kSecret) != std::string::npos || size > 2048) return 0;
  for (const char* name : {"&passphrase=", "#token=", "?sig="}) {
    const std::string shown = RedactUrl(text + name + std::string(kSecret));
    if (shown.find(kSecret) != std::string::npos) std::abort();
    if (RedactUrl(shown) != shown) std::abort();
  }
  const auto url = ParseUrl(text);
  if (url.ok() && (url->scheme.empty() || url->port < 0 || url->port > 65535)) std::abort();
  const std::string resolved = ResolveUrl("http://host/a/b", text);
  if (resolved.size() > text.size() + 16) std::abort();
  return 0;
}
