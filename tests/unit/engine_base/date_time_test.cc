#include "engine/base/date_time.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace vedette::base {
namespace {

TEST(DateTimeTest, ReadsTheFormsOfTheField) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"},
      {"2026-01-31T12:00:00.25Z", "2026-01-31T12:00:00.250Z"},
      {"2026-01-31T12:00:00,250Z", "2026-01-31T12:00:00.250Z"},
      {"2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00:00.123Z"},
      {"2026-01-31T12:00:00.000+01:00", "2026-01-31T11:00:00.000Z"},
      {"2026-01-31T12:00:00.000-0530", "2026-01-31T17:30:00.000Z"},
      {"2026-01-31T12:00:00+02", "2026-01-31T10:00:00.000Z"},
      {"2026-01-31T12:00:00", "2026-01-31T12:00:00.000Z"},
      {"2026-01-31 12:00:00Z", "2026-01-31T12:00:00.000Z"},
      {"20260131T120000Z", "2026-01-31T12:00:00.000Z"},
      {"2024-02-29T23:59:60Z", "2024-03-01T00:00:00.000Z"},
  };
  for (const auto& [text, time] : cases) {
    const auto parsed = ParseDateTime(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(FormatWallTime(*parsed), time) << text;
  }
}

TEST(DateTimeTest, RefusesTheRest) {
  for (const char* const text :
       {"", "now", "2026-01-31", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z",
        "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z",
        "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00Zx", "2026-01-31T12:00:00+x",
        "1969-12-31T00:00:00Z", "2026-01-31X12:00:00Z"}) {
    EXPECT_FALSE(ParseDateTime(text)) << text;
  }
}

TEST(DateTimeTest, ReadsTheDateOfHttp) {
  const auto parsed = ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(FormatWallTime(*parsed), "1994-11-06T08:49:37.000Z");
  for (const char* const text :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
        "Sun, 36 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 EST"}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

}  // namespace
}  // namespace vedette::base
