// The room service/auth: who is calling, as far as bearer tokens say. It knows tokens and roles,
// nothing of gRPC, HTTP or methods. Callers: service/app (which hands it to the call guard) and the
// command line's `token`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/clock.h"
#include "engine/base/status.h"

namespace vedette::auth {

// Ordered: each role may do what the ones before it may. kNone: a good token without a role.
enum class Role : uint8_t { kNone, kViewer, kOperator, kAdmin };

// "viewer", "operator", "admin"; "none".
std::string_view RoleName(Role role);
// kNone for a word that is not a role.
Role ParseRole(std::string_view word);

struct Principal {
  std::string subject;  // claim `sub` ("" where there is none), or "loopback"
  Role role = Role::kNone;
};

// Judges the `Authorization` value of a call. Immutable, any thread may ask; never blocks.
//
// With a secret, only a JWT signed by it with HS256 counts, wherever the call comes from; `exp` and
// `nbf` are checked without leeway (a token without `exp` does not expire), the role is the highest
// of the claims `role` (a string) and `roles` (a list). Without a secret, callers on loopback are
// admins and everybody else is refused.
class BearerGuard {
 public:
  // Longer values are refused unread.
  static constexpr size_t kMaxAuthorizationBytes = 8192;

  // An empty `secret` is none. `clock` must outlive the guard.
  BearerGuard(std::string secret, const base::Clock& clock);

  // kUnauthenticated, reason "token_missing", "token_invalid", "token_expired" or
  // "token_not_yet_valid". Nothing of the token is in the message.
  base::Result<Principal> Authenticate(std::string_view authorization, bool loopback) const;

 private:
  base::Result<Principal> Verify(std::string_view token) const;

  const std::string secret_;
  const base::Clock& clock_;
};

// kPermissionDenied, reason "role_missing", when the role does not suffice.
base::Status Authorize(const Principal& principal, Role required);

// A token that BearerGuard accepts from `now` until `now + lifetime`. kInvalidArgument without a
// secret or with a lifetime that is not positive.
base::Result<std::string> MakeToken(const std::string& secret, const Principal& principal,
                                    base::WallTime now, base::seconds lifetime);

}  // namespace vedette::auth
