#include "engine/net/curl_scope.h"

#include <curl/curl.h>

#include <cstdlib>

namespace vedette::net {

CurlScope::CurlScope() {
  if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK) std::abort();
}

CurlScope::~CurlScope() { curl_global_cleanup(); }

}  // namespace vedette::net
