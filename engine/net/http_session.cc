#include "engine/net/http_session.h"

#include <cstdlib>

namespace vedette::net {

HttpSession::HttpSession() : share_(curl_share_init()) {
  if (!share_) std::abort();  // out of memory
  curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

void HttpSessionDeleter::operator()(HttpSession* session) const { delete session; }

}  // namespace vedette::net
