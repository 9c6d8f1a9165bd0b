#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"

namespace grpc {
class ServerContextBase;
}

namespace vedette::rpc {

// Ordered: each role may do what the ones before it may.
enum class Role : uint8_t { kPublic, kViewer, kOperator, kAdmin };

std::string_view RoleName(Role role);

// Who calls, as far as the token says.
struct Caller {
  std::string name;  // claim `sub`, or "loopback"
  Role role = Role::kPublic;
};

// Turns the `authorization` value of a call ("" without one) and whether it came over loopback into
// a caller. kUnauthenticated without a good token. Called on many threads at once.
using Authenticator =
    std::function<base::Result<Caller>(const std::string& authorization, bool loopback)>;

// The name of the metadata in which the gateway says who its HTTP client is ("ip:port"). Believed
// on the in-process channel only.
inline constexpr char kForwardedPeer[] = "x-vedette-peer";

// What every method asks first. A method that is not in the table is refused to everybody
// (tests walk the descriptors to prove that each one is there). Synchronised.
class CallGuard {
 public:
  explicit CallGuard(Authenticator authenticator) : authenticator_(std::move(authenticator)) {}

  // `method` is the full name with a slash: "vedette.v1.HealthService/GetHealth".
  // kUnauthenticated: no token or a bad one; kPermissionDenied: the role does not suffice.
  base::Result<Caller> Check(std::string_view method, const grpc::ServerContextBase& context) const;

  // The same for a caller described by hand.
  base::Result<Caller> Check(std::string_view method, const std::string& authorization,
                             bool loopback) const;

  // What the method asks for; nothing for one that is not in the table.
  static std::optional<Role> RequiredRole(std::string_view method);

 private:
  const Authenticator authenticator_;
};

// Whether a gRPC peer ("ipv4:127.0.0.1:5000", "ipv6:%5B::1%5D:5000") or an "ip:port" is this
// machine.
bool IsLoopbackPeer(std::string_view peer);

}  // namespace vedette::rpc
