// Bearer tokens: the bytes as a whole header, and (signed, so that they get past the signature) as
// the claims and as the head of a token. Only what carries the secret's signature may be let in.

#include <cstdlib>
#include <string>

#include "service/auth/bearer_guard.h"
#include "tests/unit/service_auth/token_maker.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vedette;
  static const base::FakeClock clock;
  static const std::string secret = "a secret of more than thirty-two bytes";
  static const auth::BearerGuard guard(secret, clock);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (guard.Authenticate(bytes, false).ok()) std::abort();
  if (guard.Authenticate("Bearer " + bytes, true).ok()) std::abort();
  const std::string head = R"({"alg":"HS256"})";
  (void)guard.Authenticate("Bearer " + auth::SignedToken(head, bytes, secret), false);
  (void)guard.Authenticate("Bearer " + auth::SignedToken(bytes, R"({"role":"admin"})", secret),
                           false);
  return 0;
}
