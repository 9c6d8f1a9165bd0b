#pragma once

#include <optional>
#include <string_view>

#include "engine/base/status.h"
#include "service/auth/bearer_guard.h"

namespace grpc {
class ServerContextBase;
}

namespace vedette::rpc {

// The name of the metadata in which the gateway says who its HTTP client is ("ip:port"). Believed
// on the in-process channel only.
inline constexpr char kForwardedPeer[] = "x-vedette-peer";

// What every method asks first. A method that is not in the table is refused to everybody
// (tests walk the descriptors to prove that each one is there). Synchronised.
class CallGuard {
 public:
  // `bearers` must outlive the guard.
  explicit CallGuard(const auth::BearerGuard& bearers) : bearers_(bearers) {}

  // `method` is the full name with a slash: "vedette.v1.HealthService/GetHealth".
  // kUnauthenticated: no token or a bad one; kPermissionDenied: the role does not suffice.
  base::Result<auth::Principal> Check(std::string_view method,
                                      const grpc::ServerContextBase& context) const;

  // The same for a caller described by hand: the `authorization` value ("" without one) and whether
  // the call came over loopback.
  base::Result<auth::Principal> Check(std::string_view method, std::string_view authorization,
                                      bool loopback) const;

  // What the method asks for, auth::Role::kNone where it is open to everybody; nothing for a method
  // that is not in the table.
  static std::optional<auth::Role> RequiredRole(std::string_view method);

 private:
  const auth::BearerGuard& bearers_;
};

// Whether a gRPC peer ("ipv4:127.0.0.1:5000", "ipv6:%5B::1%5D:5000") or an "ip:port" is this
// machine.
bool IsLoopbackPeer(std::string_view peer);

}  // namespace vedette::rpc
