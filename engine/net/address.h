#pragma once

#include <sys/socket.h>

#include <string>

namespace vedette::net {

// Loopback, link-local, private (RFC 1918, RFC 4193), shared (RFC 6598), unspecified and multicast
// addresses, also when mapped into IPv6. Other families than IPv4 and IPv6 count as private.
bool IsPrivateAddress(const sockaddr& address);

// "127.0.0.1:8080", "[::1]:8080"; "" for other families.
std::string FormatAddress(const sockaddr& address);

}  // namespace vedette::net
