#include "engine/dash/xs_duration.h"

#include <gtest/gtest.h>

#include <utility>

namespace vedette::dash {
namespace {

TEST(XsDurationTest, ReadsAllUnits) {
  const std::pair<const char*, double> cases[] = {
      {"PT0S", 0},           {"PT2S", 2},
      {"PT1.5S", 1.5},       {"PT0.040S", 0.04},
      {"PT1H2M3S", 3723},    {"PT90M", 5400},
      {"P1D", 86400},        {"P1DT1S", 86401},
      {"P0Y0M0DT1H", 3600},  {"P1Y", 31536000},
      {"P1M", 2592000},      {"PT500S", 500},
      {"PT1H0M0.00S", 3600}, {"PT36000000S", 36000000},
  };
  for (const auto& [text, seconds] : cases) {
    const auto parsed = ParseXsDuration(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_DOUBLE_EQ(*parsed, seconds) << text;
  }
}

TEST(XsDurationTest, RefusesTheRest) {
  for (const char* const text :
       {"",       "P",      "PT",     "T1S",       "1S",     "PT1",  "PTS",
        "PT-1S",  "-PT1S",  "PT1S1M", "PT1M1M",    "PT1D",   "P1S",  "PT1SX",
        "PTinfS", "PTnanS", "PT1e9S", "P9999999Y", "PT1,5S", "PT 1S"}) {
    EXPECT_FALSE(ParseXsDuration(text)) << text;
  }
}

}  // namespace
}  // namespace vedette::dash
