#pragma once

#include "engine/net/curl_handles.h"
#include "engine/net/http_client.h"

namespace vedette::net {

// A libcurl share with the cookies and TLS sessions of one stream. A handle can have one share
// only, and a share of libcurl 7.88 keeps just 8 TLS sessions: enough for the hosts of one stream,
// far too few for all streams of a client. Name lookups and connections are shared by the multi
// handle.
class HttpSession {
 public:
  HttpSession();
  CURLSH* share() const { return share_.get(); }

 private:
  CurlSharePtr share_;
};

}  // namespace vedette::net
