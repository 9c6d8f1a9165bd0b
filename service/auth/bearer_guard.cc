#include "service/auth/bearer_guard.h"

#include <jwt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

namespace vedette::auth {
namespace {

using Json = nlohmann::json;

struct JwtFree {
  void operator()(jwt_t* jwt) const { jwt_free(jwt); }
};
using JwtPtr = std::unique_ptr<jwt_t, JwtFree>;

struct TextFree {
  void operator()(char* text) const { std::free(text); }  // NOLINT: allocated by libjwt
};
using TextPtr = std::unique_ptr<char, TextFree>;

base::Status Refuse(const char* reason, const char* message) {
  return {base::Code::kUnauthenticated, reason, message};
}

base::Status Invalid() { return Refuse("token_invalid", "the bearer token is not valid"); }

std::string Base64Url(const unsigned char* bytes, size_t size) {
  std::string text((size + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<size_t>(length));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

// Looked at before libjwt parses anything, so that unsigned bytes reach no JSON parser; compared in
// constant time and in the one canonical spelling.
bool SignatureFits(const std::string& secret, std::string_view token) {
  const size_t dot = token.rfind('.');
  if (dot == std::string_view::npos) return false;
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int mac_size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(token.data()), dot, mac, &mac_size) == nullptr) {
    return false;
  }
  const std::string expected = Base64Url(mac, mac_size);
  const std::string_view given = token.substr(dot + 1);
  return given.size() == expected.size() &&
         CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

// False for a claim that is there and not a finite number.
bool ReadTime(const Json& claims, const char* name, bool& given, double& seconds) {
  const auto found = claims.find(name);
  given = found != claims.end();
  if (!given) return true;
  if (!found->is_number()) return false;
  seconds = found->get<double>();
  return std::isfinite(seconds);
}

Role ReadRole(const Json& claims) {
  Role role = Role::kNone;
  const auto raise = [&](const Json& word) {
    if (word.is_string()) role = std::max(role, ParseRole(word.get_ref<const std::string&>()));
  };
  if (const auto one = claims.find("role"); one != claims.end()) raise(*one);
  if (const auto list = claims.find("roles"); list != claims.end() && list->is_array()) {
    for (const Json& word : *list) raise(word);
  }
  return role;
}

bool IsBearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() < kScheme.size()) return false;
  for (size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != kScheme[i]) return false;
  }
  return true;
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kNone:
      return "none";
    case Role::kViewer:
      return "viewer";
    case Role::kOperator:
      return "operator";
    case Role::kAdmin:
      return "admin";
  }
  return "none";
}

Role ParseRole(std::string_view word) {
  for (const Role role : {Role::kViewer, Role::kOperator, Role::kAdmin}) {
    if (RoleName(role) == word) return role;
  }
  return Role::kNone;
}

BearerGuard::BearerGuard(std::string secret, const base::Clock& clock)
    : secret_(std::move(secret)), clock_(clock) {}

base::Result<Principal> BearerGuard::Authenticate(std::string_view authorization,
                                                  bool loopback) const {
  if (secret_.empty()) {
    if (loopback) return Principal{"loopback", Role::kAdmin};
    return Refuse("token_missing", "no JWT_SECRET is set: this answers on loopback only");
  }
  if (authorization.empty()) return Refuse("token_missing", "a bearer token is needed");
  if (authorization.size() > kMaxAuthorizationBytes || !IsBearer(authorization)) return Invalid();
  authorization.remove_prefix(7);
  while (!authorization.empty() && authorization.front() == ' ') authorization.remove_prefix(1);
  return Verify(authorization);
}

base::Result<Principal> BearerGuard::Verify(std::string_view token) const {
  if (!SignatureFits(secret_, token)) return Invalid();
  const std::string text(token);
  if (text.find('\0') != std::string::npos) return Invalid();
  jwt_t* decoded = nullptr;
  if (jwt_decode(&decoded, text.c_str(), reinterpret_cast<const unsigned char*>(secret_.data()),
                 static_cast<int>(secret_.size())) != 0) {
    return Invalid();
  }
  const JwtPtr jwt(decoded);
  if (jwt_get_alg(jwt.get()) != JWT_ALG_HS256) return Invalid();
  const TextPtr grants(jwt_get_grants_json(jwt.get(), nullptr));
  if (grants == nullptr) return Invalid();
  const Json claims = Json::parse(grants.get(), nullptr, false);
  if (!claims.is_object()) return Invalid();

  const double now = std::chrono::duration<double>(clock_.Wall().time_since_epoch()).count();
  bool given = false;
  double time = 0;
  if (!ReadTime(claims, "exp", given, time)) return Invalid();
  if (given && now >= time) return Refuse("token_expired", "the bearer token has expired");
  if (!ReadTime(claims, "nbf", given, time)) return Invalid();
  if (given && now < time) {
    return Refuse("token_not_yet_valid", "the bearer token is not valid yet");
  }
  Principal principal;
  if (const auto sub = claims.find("sub"); sub != claims.end() && sub->is_string()) {
    principal.subject = sub->get<std::string>();
  }
  principal.role = ReadRole(claims);
  return principal;
}

base::Status Authorize(const Principal& principal, Role required) {
  if (principal.role >= required) return base::Status::Ok();
  return {base::Code::kPermissionDenied, "role_missing",
          "the role " + std::string(RoleName(required)) + " is needed"};
}

base::Result<std::string> MakeToken(const std::string& secret, const Principal& principal,
                                    base::WallTime now, base::seconds lifetime) {
  if (secret.empty()) return base::InvalidArgument("JWT_SECRET", "is needed to make a token");
  if (lifetime.count() <= 0) return base::InvalidArgument("lifetime", "must be longer than 0");
  const auto issued = std::chrono::duration_cast<base::seconds>(now.time_since_epoch()).count();
  jwt_t* made = nullptr;
  if (jwt_new(&made) != 0) return base::Internal("no memory for a token");
  const JwtPtr jwt(made);
  const std::string role(RoleName(principal.role));
  const bool good =
      jwt_add_grant(jwt.get(), "sub", principal.subject.c_str()) == 0 &&
      jwt_add_grant(jwt.get(), "role", role.c_str()) == 0 &&
      jwt_add_grant_int(jwt.get(), "iat", issued) == 0 &&
      jwt_add_grant_int(jwt.get(), "exp", issued + lifetime.count()) == 0 &&
      jwt_set_alg(jwt.get(), JWT_ALG_HS256, reinterpret_cast<const unsigned char*>(secret.data()),
                  static_cast<int>(secret.size())) == 0;
  const TextPtr token(good ? jwt_encode_str(jwt.get()) : nullptr);
  if (token == nullptr) return base::Internal("the token can't be made");
  return std::string(token.get());
}

}  // namespace vedette::auth
