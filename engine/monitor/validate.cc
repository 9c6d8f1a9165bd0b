#include <algorithm>
#include <set>
#include <string>

#include "engine/base/url.h"
#include "engine/checks/catalogue.h"
#include "engine/monitor/engine.h"
#include "engine/monitor/probe_run.h"

namespace vedette::monitor {
namespace {

using base::InvalidArgument;

constexpr size_t kLongestId = 63;
const char* const kSchemes[] = {"http",  "https", "rtmp", "rtmps", "rtsp",
                                "rtsps", "srt",   "udp",  "rtp"};

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

base::Status CheckUrl(const std::string& url, const EngineOptions& options) {
  if (url.empty()) return InvalidArgument("url", "url is empty");
  const base::Result<base::Url> parsed = base::ParseUrl(url);
  if (!parsed.ok()) return parsed.status();
  const auto known = std::find(std::begin(kSchemes), std::end(kSchemes), parsed->scheme);
  std::string allowed;
  for (const char* scheme : kSchemes) {
    const bool may = options.allowed_schemes.empty() ||
                     std::find(options.allowed_schemes.begin(), options.allowed_schemes.end(),
                               scheme) != options.allowed_schemes.end();
    if (!may) continue;
    if (known != std::end(kSchemes) && parsed->scheme == scheme) return {};
    allowed += allowed.empty() ? scheme : std::string(", ") + scheme;
  }
  return InvalidArgument("url",
                         "url has the scheme \"" + parsed->scheme + "\"; allowed are " + allowed);
}

base::Status CheckOverrides(const std::vector<checks::CheckOverride>& overrides) {
  std::set<std::string> seen;
  for (const checks::CheckOverride& each : overrides) {
    if (!checks::CheckExists(each.check)) {
      return InvalidArgument("check_overrides", "there is no check \"" + each.check + "\"");
    }
    if (!seen.insert(each.check).second) {
      return InvalidArgument("check_overrides", "the check " + each.check + " is named twice");
    }
  }
  return {};
}

}  // namespace

base::Status Validate(const StreamConfig& config, const EngineOptions& options) {
  if (config.id.empty() || config.id.size() > kLongestId ||
      !std::all_of(config.id.begin(), config.id.end(), IsIdCharacter)) {
    return InvalidArgument("id", "id must be 1 to 63 letters, digits, '-', '_' or '.'");
  }
  VEDETTE_RETURN_IF_ERROR(CheckUrl(config.url, options));
  if (!checks::ProfileExists(config.profile)) {
    return InvalidArgument("profile", "profile must be default, strict or lenient");
  }
  return CheckOverrides(config.overrides);
}

base::Status ValidateProbe(const ProbeRequest& request, const EngineOptions& options) {
  if (request.url.empty()) return InvalidArgument("url", "url is empty");
  const bool file =
      request.url.find("://") == std::string::npos || request.url.starts_with("file:");
  if (request.allow_files && file) return {};
  return CheckUrl(request.url, options);
}

}  // namespace vedette::monitor
