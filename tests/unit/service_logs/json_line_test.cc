#include "service/logs/json_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "service/logs/redact.h"

namespace vedette::logs {
namespace {

using Json = nlohmann::json;

const base::WallTime kTime = base::WallTime(base::seconds(1767225600));

TEST(JsonLineTest, SaysWhatWhenAndWhere) {
  EXPECT_EQ(JsonLine(Level::kWarning, kTime, "ch1", "late",
                     {{"seconds", 1.5}, {"tries", 3}, {"final", false}, {"why", "slow"}}),
            R"({"time":"2026-01-01T00:00:00.000Z","level":"warning","stream":"ch1",)"
            R"("message":"late","seconds":1.5,"tries":3,"final":false,"why":"slow"})");
  EXPECT_EQ(JsonLine(Level::kInfo, kTime, "", "up", {}),
            R"({"time":"2026-01-01T00:00:00.000Z","level":"info","message":"up"})");
}

TEST(JsonLineTest, IsAlwaysOneLineOfJson) {
  const std::string nasty[] = {
      "a\nb\r\n{\"level\":\"error\"}", "\"quoted\" \\ \x01\x1b[31m",
      "no utf-8: \xff\xfe\xc3",        std::string("zero\0byte", 9),
      std::string(100000, 'x'),        "cut in a letter " + std::string(8175, 'x') + "\xc3\xbc"};
  for (const std::string& text : nasty) {
    const std::string line = JsonLine(Level::kError, kTime, text, text, {{text, text}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_LT(line.size(), 64 * 1024u);
    const Json json = Json::parse(line, nullptr, false);
    ASSERT_TRUE(json.is_object()) << line;
    EXPECT_EQ(json["level"], "error");
    EXPECT_EQ(json.size(), 5u);
  }
}

TEST(JsonLineTest, NumbersThatJsonDoesNotKnowAreNull) {
  const std::string line = JsonLine(Level::kInfo, kTime, "", "m",
                                    {{"a", std::nan("")},
                                     {"b", std::numeric_limits<double>::infinity()},
                                     {"c", std::numeric_limits<int64_t>::min()}});
  const Json json = Json::parse(line, nullptr, false);
  ASSERT_TRUE(json.is_object()) << line;
  EXPECT_TRUE(json["a"].is_null());
  EXPECT_TRUE(json["b"].is_null());
  EXPECT_EQ(json["c"], std::numeric_limits<int64_t>::min());
}

TEST(JsonLineTest, SecretsDoNotGetThrough) {
  const std::string line = JsonLine(Level::kInfo, kTime, "ch1",
                                    "opening http://bob:hunter2@host/a.m3u8?token=hunter2 now",
                                    {{"url", "srt://host:9000?passphrase=hunter2&mode=caller"},
                                     {"header", "Authorization: Bearer hunter2"},
                                     {"jwt_secret", "hunter2"},
                                     {"Cookie", "hunter2"},
                                     {"smtp_password", 1234567}});
  EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
  EXPECT_EQ(line.find("1234567"), std::string::npos) << line;
  EXPECT_NE(line.find("host/a.m3u8"), std::string::npos) << line;
  EXPECT_NE(line.find("mode=caller"), std::string::npos) << line;
  EXPECT_NE(line.find(" now"), std::string::npos) << line;
}

TEST(RedactTest, LeavesWhatIsNoSecret) {
  for (const std::string text :
       {"", "plain text", "http://host/a?b=c", "://", "a://", "ratio 1:2, 50 %", "bear market"}) {
    EXPECT_EQ(RedactText(text), text);
  }
}

TEST(RedactTest, FindsEveryUrlInAText) {
  EXPECT_EQ(RedactText("'rtsp://u:p@a/1' <rtmp://u:p@b/2> \"http://u:p@c/3\"\thttps://u:p@d"),
            "'rtsp://***@a/1' <rtmp://***@b/2> \"http://***@c/3\"\thttps://***@d");
  EXPECT_EQ(RedactText("BASIC dXNlcg== and bearer abc.def bearer x"),
            "BASIC *** and bearer *** bearer ***");
}

TEST(RedactTest, KnowsNamesOfSecrets) {
  for (const char* key : {"JWT_SECRET", "Authorization", "Set-Cookie", "x-token", "passphrase",
                          "smtpPassword", "api_key"}) {
    EXPECT_TRUE(IsSecretKey(key)) << key;
  }
  for (const char* key : {"url", "check", "key_frames", "pass", ""}) {
    EXPECT_FALSE(IsSecretKey(key)) << key;
  }
}

}  // namespace
}  // namespace vedette::logs
