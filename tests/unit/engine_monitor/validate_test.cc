#include <gtest/gtest.h>

#include "engine/monitor/engine.h"

namespace vedette::monitor {
namespace {

struct Case {
  const char* name;
  std::string id;
  std::string url;
  std::string fault;  // the field, "" = good
};

TEST(ValidateTest, NamesTheFieldThatIsWrong) {
  const Case cases[] = {
      {"usual", "ch1", "http://127.0.0.1/index.m3u8", ""},
      {"every character", "A-z_0.9", "srt://127.0.0.1:9000?mode=caller", ""},
      {"longest id", std::string(63, 'a'), "rtsp://cam/1", ""},
      {"multicast", "m", "udp://@239.0.0.1:5000", ""},
      {"no id", "", "http://127.0.0.1/", "id"},
      {"id too long", std::string(64, 'a'), "http://127.0.0.1/", "id"},
      {"id with a slash", "a/b", "http://127.0.0.1/", "id"},
      {"id with a line break", "a\nb", "http://127.0.0.1/", "id"},
      {"no url", "ch1", "", "url"},
      {"no scheme", "ch1", "/etc/passwd", "url"},
      {"a file", "ch1", "file:///etc/passwd", "url"},
      {"another scheme", "ch1", "gopher://127.0.0.1/", "url"},
      {"too long", "ch1", "http://a/" + std::string(9000, 'x'), "url"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    StreamConfig config;
    config.id = each.id;
    config.url = each.url;
    const base::Status status = Validate(config, {});
    EXPECT_EQ(status.ok(), each.fault.empty()) << status.ToString();
    EXPECT_EQ(status.reason(), each.fault);
  }
}

TEST(ValidateTest, SchemesCanBeLimited) {
  EngineOptions options;
  options.allowed_schemes = {"https", "srt"};
  StreamConfig config;
  config.id = "ch1";
  config.url = "https://127.0.0.1/";
  EXPECT_TRUE(Validate(config, options).ok());
  config.url = "http://127.0.0.1/";
  const base::Status status = Validate(config, options);
  EXPECT_EQ(status.reason(), "url");
  EXPECT_NE(status.message().find("https, srt"), std::string::npos) << status.message();
}

TEST(ValidateTest, OverridesMustNameChecksOnce) {
  StreamConfig config;
  config.id = "ch1";
  config.url = "http://127.0.0.1/";
  config.overrides.resize(2);
  config.overrides[0].check = "black";
  config.overrides[1].check = "freeze";
  EXPECT_TRUE(Validate(config, {}).ok());
  config.overrides[1].check = "black";
  EXPECT_EQ(Validate(config, {}).reason(), "check_overrides");
  config.overrides[1].check = "blakc";
  EXPECT_EQ(Validate(config, {}).reason(), "check_overrides");
  config.overrides.clear();
  config.profile = "sharp";
  EXPECT_EQ(Validate(config, {}).reason(), "profile");
}

}  // namespace
}  // namespace vedette::monitor
