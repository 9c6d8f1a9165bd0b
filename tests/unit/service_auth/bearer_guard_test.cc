#include "service/auth/bearer_guard.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/service_auth/token_maker.h"

namespace vedette::auth {
namespace {

constexpr char kSecret[] = "a secret of more than thirty-two bytes";
// What a FakeClock says at first: seconds since 1970.
const int64_t kNow = base::FakeClock().Wall().time_since_epoch() / base::seconds(1);

class BearerGuardTest : public testing::Test {
 protected:
  base::Result<Principal> Ask(const std::string& token, bool loopback = false) const {
    return guard_.Authenticate("Bearer " + token, loopback);
  }

  base::FakeClock clock_;
  const BearerGuard guard_{kSecret, clock_};
};

struct Case {
  const char* name;
  std::string token;
  const char* reason;  // "" = accepted
  Role role = Role::kNone;
};

std::vector<Case> Cases() {
  const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";
  const std::string admin = R"({"sub":"ann","role":"admin"})";
  const auto at = [](const char* claim, int64_t offset) {
    return R"({"role":"admin",")" + std::string(claim) + "\":" + std::to_string(kNow + offset) +
           "}";
  };
  const auto hs = [&](const std::string& claims) { return SignedToken(hs256, claims, kSecret); };
  const std::string good = hs(admin);
  std::string changed = good;
  changed[good.find('.') + 3] ^= 1;
  std::string last_changed = good;
  last_changed.back() = last_changed.back() == 'A' ? 'B' : 'A';
  const std::string unsigned_part = good.substr(0, good.rfind('.'));
  return {
      {"role as a string", good, "", Role::kAdmin},
      {"viewer", hs(R"({"role":"viewer"})"), "", Role::kViewer},
      {"roles as a list", hs(R"({"roles":["viewer","operator"]})"), "", Role::kOperator},
      {"highest of both", hs(R"({"role":"viewer","roles":["admin"]})"), "", Role::kAdmin},
      {"strange words in the list", hs(R"({"roles":[1,null,"root","viewer"]})"), "", Role::kViewer},
      {"unknown role", hs(R"({"role":"root"})"), "", Role::kNone},
      {"role in capitals", hs(R"({"role":"ADMIN"})"), "", Role::kNone},
      {"role of another type", hs(R"({"role":{"admin":true}})"), "", Role::kNone},
      {"roles as a string", hs(R"({"roles":"admin"})"), "", Role::kNone},
      {"no role", hs(R"({"sub":"bob"})"), "", Role::kNone},
      {"expires later", hs(at("exp", 1)), "", Role::kAdmin},
      {"expires now", hs(at("exp", 0)), "token_expired"},
      {"expired", hs(at("exp", -3600)), "token_expired"},
      {"expiry as text", hs(R"({"role":"admin","exp":"tomorrow"})"), "token_invalid"},
      {"expiry with a fraction", hs(at("exp", 0).insert(at("exp", 0).size() - 1, ".5")), "",
       Role::kAdmin},
      {"expiry beyond numbers", hs(R"({"role":"admin","exp":1e999})"), "token_invalid"},
      {"begins now", hs(at("nbf", 0)), "", Role::kAdmin},
      {"not yet", hs(at("nbf", 1)), "token_not_yet_valid"},
      {"begin as null", hs(R"({"role":"admin","nbf":null})"), "token_invalid"},
      {"wrong secret", SignedToken(hs256, admin, "another"), "token_invalid"},
      {"a byte of the claims changed", changed, "token_invalid"},
      {"the last letter of the signature changed", last_changed, "token_invalid"},
      {"signature padded", good + "=", "token_invalid"},
      {"signature cut", good.substr(0, good.size() - 1), "token_invalid"},
      {"no signature", unsigned_part + ".", "token_invalid"},
      {"two parts", unsigned_part, "token_invalid"},
      {"alg none, no signature", UnsignedToken(R"({"alg":"none"})", admin), "token_invalid"},
      {"alg none, signed", SignedToken(R"({"alg":"none"})", admin, kSecret), "token_invalid"},
      {"alg None", SignedToken(R"({"alg":"None"})", admin, kSecret), "token_invalid"},
      {"alg HS512", SignedToken(R"({"alg":"HS512"})", admin, kSecret), "token_invalid"},
      {"alg RS256", SignedToken(R"({"alg":"RS256"})", admin, kSecret), "token_invalid"},
      {"alg missing", SignedToken(R"({"typ":"JWT"})", admin, kSecret), "token_invalid"},
      {"alg a number", SignedToken(R"({"alg":256})", admin, kSecret), "token_invalid"},
      {"claims a list", hs(R"(["admin"])"), "token_invalid"},
      {"claims no JSON", hs("admin"), "token_invalid"},
      {"claims cut", hs(R"({"role":"admin")"), "token_invalid"},
      {"header no JSON", SignedToken("HS256", admin, kSecret), "token_invalid"},
      {"empty", "", "token_invalid"},
      {"dots", "..", "token_invalid"},
      {"garbage", "\x01\xff not a token", "token_invalid"},
      {"zero byte", good + std::string(1, '\0'), "token_invalid"},
      {"huge", std::string(1 << 20, 'a'), "token_invalid"},
      {"huge and signed", hs(R"({"role":"admin","x":")" + std::string(9000, 'x') + "\"}"),
       "token_invalid"},
  };
}

TEST_F(BearerGuardTest, JudgesTokens) {
  for (const Case& test : Cases()) {
    SCOPED_TRACE(test.name);
    const auto principal = Ask(test.token);
    if (test.reason[0] == '\0') {
      ASSERT_TRUE(principal.ok()) << principal.status().ToString();
      EXPECT_EQ(principal->role, test.role);
    } else {
      EXPECT_EQ(principal.status().code(), base::Code::kUnauthenticated);
      EXPECT_EQ(principal.status().reason(), test.reason);
      if (test.token.size() > 3) {
        EXPECT_EQ(principal.status().message().find(test.token), std::string::npos);
      }
    }
  }
}

TEST_F(BearerGuardTest, ExpiresWhileTimePasses) {
  const std::string token =
      *MakeToken(kSecret, {"ann", Role::kOperator}, clock_.Wall(), std::chrono::minutes(1));
  clock_.Advance(std::chrono::seconds(59));
  const auto principal = Ask(token);
  ASSERT_TRUE(principal.ok()) << principal.status().ToString();
  EXPECT_EQ(principal->subject, "ann");
  EXPECT_EQ(principal->role, Role::kOperator);
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_EQ(Ask(token).status().reason(), "token_expired");
}

TEST_F(BearerGuardTest, ReadsTheSchemeInAnyCase) {
  const std::string token = SignedToken(R"({"alg":"HS256"})", R"({"role":"viewer"})", kSecret);
  EXPECT_TRUE(guard_.Authenticate("bearer " + token, false).ok());
  EXPECT_TRUE(guard_.Authenticate("BEARER  " + token, false).ok());
  EXPECT_EQ(guard_.Authenticate("", false).status().reason(), "token_missing");
  EXPECT_EQ(guard_.Authenticate("Basic YTpi", false).status().reason(), "token_invalid");
  EXPECT_EQ(guard_.Authenticate(token, false).status().reason(), "token_invalid");
  EXPECT_EQ(guard_.Authenticate("Bearer", false).status().reason(), "token_invalid");
}

TEST_F(BearerGuardTest, LoopbackNeedsATokenWhereThereIsASecret) {
  EXPECT_EQ(guard_.Authenticate("", true).status().reason(), "token_missing");
}

TEST_F(BearerGuardTest, WithoutASecretOnlyLoopbackIsServed) {
  const BearerGuard open("", clock_);
  const auto local = open.Authenticate("", true);
  ASSERT_TRUE(local.ok());
  EXPECT_EQ(local->role, Role::kAdmin);
  EXPECT_EQ(local->subject, "loopback");
  // A token signed with the empty secret opens nothing.
  const std::string empty = SignedToken(R"({"alg":"HS256"})", R"({"role":"admin"})", "");
  for (const std::string& authorization : {std::string(), "Bearer " + empty}) {
    EXPECT_EQ(open.Authenticate(authorization, false).status().code(),
              base::Code::kUnauthenticated);
  }
}

TEST(AuthorizeTest, RolesAreOrdered) {
  const Role roles[] = {Role::kNone, Role::kViewer, Role::kOperator, Role::kAdmin};
  for (const Role has : roles) {
    EXPECT_EQ(ParseRole(RoleName(has)), has);
    for (const Role needs : roles) {
      const base::Status status = Authorize({"ann", has}, needs);
      EXPECT_EQ(status.code(), has >= needs ? base::Code::kOk : base::Code::kPermissionDenied);
    }
  }
}

TEST(MakeTokenTest, RefusesNonsense) {
  const base::WallTime now = base::FakeClock().Wall();
  EXPECT_EQ(MakeToken("", {"a", Role::kAdmin}, now, base::seconds(60)).status().reason(),
            "JWT_SECRET");
  EXPECT_EQ(MakeToken(kSecret, {"a", Role::kAdmin}, now, base::seconds(0)).status().reason(),
            "lifetime");
}

}  // namespace
}  // namespace vedette::auth
