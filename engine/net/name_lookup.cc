#include "engine/net/name_lookup.h"

#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <memory>

#include "engine/net/address.h"

namespace vedette::net {

void LimitNameLookups() {
  // glibc keeps this per thread, and leaves alone what has been changed.
  if (res_init() != 0) return;
  _res.retrans = 2;
  _res.retry = 1;
}

base::Status RequirePublicHost(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (error != 0) return base::Unavailable("dns", host + ": " + gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    if (!IsPrivateAddress(*each->ai_addr)) continue;
    return {base::Code::kPermissionDenied, "unsupported",
            "its address is private, and those are not allowed"};
  }
  return {};
}

}  // namespace vedette::net
