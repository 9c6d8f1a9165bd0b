#include "client/text/duration.h"

#include <gtest/gtest.h>

namespace vedette::text {
namespace {

TEST(Duration, Reads) {
  const struct {
    const char* text;
    int64_t milliseconds;
  } rows[] = {
      {"30s", 30000}, {"500ms", 500}, {"2m", 120000}, {"1h30m", 5400000}, {"7d", 604800000},
      {"90", 90000},  {"1.5", 1500},  {"0.5s", 500},  {"0", 0},           {"1m500ms", 60500},
  };
  for (const auto& row : rows) {
    const auto span = ParseDuration(row.text);
    ASSERT_TRUE(span.ok()) << row.text;
    EXPECT_EQ(span->count(), row.milliseconds) << row.text;
  }
}

TEST(Duration, Refuses) {
  for (const char* text : {"", "s", "-1s", "3x", "1h30", "30 s", "nan", "inf", "1e9d", "0x10",
                           "99999999999d", "5s "}) {
    const auto span = ParseDuration(text);
    ASSERT_FALSE(span.ok()) << text;
    EXPECT_EQ(span.status().reason(), "duration") << text;
    EXPECT_NE(span.status().message().find("\"" + std::string(text) + "\""), std::string::npos);
  }
}

}  // namespace
}  // namespace vedette::text
