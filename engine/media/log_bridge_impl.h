// Internal to engine/media: the side of the log bridge that faces libav.
#pragma once

#include <string>
#include <string_view>

#include "engine/media/log_bridge.h"

namespace vedette::media {

class LogBridgeImpl {
 public:
  // Makes the bridge libav's log callback, or nobody.
  static void Install();
  static void Remove();
  // Tells the calling thread's scopes of a line; for whom it was said.
  static std::string_view Remember(LogLevel level, const std::string& line);
};

// The text with the credentials taken out of every URL in it.
std::string RedactUrlsIn(std::string_view text);

}  // namespace vedette::media
