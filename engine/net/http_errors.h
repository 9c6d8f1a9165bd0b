#pragma once

#include <curl/curl.h>

#include <string>

#include "engine/base/status.h"

namespace vedette::net {

// The failure that libcurl's `code` stands for, its reason an error class of checks.md.
// `answered`: it happened on a connection, not before (an odd protocol is the server's then);
// `os_error`: errno of a failed connect; `detail`: libcurl's words, "" = its standard ones.
base::Status CurlStatus(CURLcode code, bool answered, long os_error, std::string detail);

}  // namespace vedette::net
