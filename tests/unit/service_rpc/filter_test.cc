#include "service/rpc/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace vedette::rpc {
namespace {

using testing::HasSubstr;

const std::vector<FilterField>& Fields() {
  static const auto& fields = *new std::vector<FilterField>{
      {"stream_id", FilterKind::kText, {}},
      {"check", FilterKind::kText, {}},
      {"severity",
       FilterKind::kEnum,
       {{"SEVERITY_INFO", 1}, {"SEVERITY_MINOR", 3}, {"SEVERITY_MAJOR", 4}}},
      {"score", FilterKind::kNumber, {}},
      {"paused", FilterKind::kBool, {}},
      {"start_time", FilterKind::kTime, {}},
      {"labels.*", FilterKind::kText, {}},
  };
  return fields;
}

bool Matches(const std::string& text, std::map<std::string, FilterValue> thing) {
  const auto filter = Filter::Parse(text, Fields());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status().ToString();
  return filter.ok() &&
         filter->Matches([&](const std::string& field) -> FilterValue { return thing[field]; });
}

std::string FaultOf(const std::string& text) {
  const auto filter = Filter::Parse(text, Fields());
  if (filter.ok()) return "accepted";
  EXPECT_EQ(filter.status().code(), base::Code::kInvalidArgument);
  EXPECT_EQ(filter.status().reason(), "filter");
  return filter.status().message();
}

TEST(Filter, EmptyTakesEverything) {
  EXPECT_TRUE(Matches("", {}));
  EXPECT_TRUE(Matches("   ", {}));
}

TEST(Filter, AllTermsMustHold) {
  const std::string text =
      "stream_id = \"ch1\" AND check = \"black\" AND severity >= SEVERITY_MINOR";
  const std::map<std::string, FilterValue> good = {
      {"stream_id", "ch1"}, {"check", "black"}, {"severity", 4.0}};
  EXPECT_TRUE(Matches(text, good));
  for (const auto& [field, value] : std::map<std::string, FilterValue>{
           {"stream_id", "ch2"}, {"check", "freeze"}, {"severity", 1.0}}) {
    auto bad = good;
    bad[field] = value;
    EXPECT_FALSE(Matches(text, bad)) << field;
  }
}

TEST(Filter, EveryComparison) {
  const std::map<std::string, FilterValue> thing = {{"score", 50.0}};
  EXPECT_TRUE(Matches("score = 50", thing));
  EXPECT_FALSE(Matches("score != 50", thing));
  EXPECT_TRUE(Matches("score<50.5", thing));
  EXPECT_FALSE(Matches("score < 50", thing));
  EXPECT_TRUE(Matches("score<=50", thing));
  EXPECT_FALSE(Matches("score > 50", thing));
  EXPECT_TRUE(Matches("score >= 50", thing));
  EXPECT_TRUE(Matches("score > -1", thing));
}

TEST(Filter, WordsQuotesAndLabels) {
  EXPECT_TRUE(Matches("stream_id = ch1", {{"stream_id", "ch1"}}));
  EXPECT_TRUE(Matches(R"(stream_id = "a \"b\" \\ AND c")", {{"stream_id", "a \"b\" \\ AND c"}}));
  EXPECT_TRUE(Matches("labels.region = \"eu\" AND labels.a/b != x",
                      {{"labels.region", "eu"}, {"labels.a/b", ""}}));
  EXPECT_TRUE(Matches("paused = true", {{"paused", 1.0}}));
  EXPECT_FALSE(Matches("paused = false", {{"paused", 1.0}}));
}

TEST(Filter, Times) {
  const std::map<std::string, FilterValue> thing = {
      {"start_time", base::WallTime(std::chrono::seconds(1767225600))}};
  EXPECT_TRUE(Matches("start_time >= \"2026-01-01T00:00:00Z\"", thing));
  EXPECT_FALSE(Matches("start_time > \"2026-01-01T00:00:00Z\"", thing));
  EXPECT_TRUE(Matches("start_time = 2026-01-01T02:00:00+02:00", thing));
  EXPECT_TRUE(Matches("start_time < \"2026-01-01T00:00:00.001Z\"", thing));
}

TEST(Filter, FaultsNameTheField) {
  EXPECT_THAT(FaultOf("colour = red"), HasSubstr("unknown field \"colour\""));
  EXPECT_THAT(FaultOf("colour = red"), HasSubstr("stream_id"));
  EXPECT_THAT(FaultOf("severity >= MINOR"), HasSubstr("severity is one of SEVERITY_INFO"));
  EXPECT_THAT(FaultOf("check > a"), HasSubstr("check takes = and != only"));
  EXPECT_THAT(FaultOf("score = many"), HasSubstr("score is compared with a number"));
  EXPECT_THAT(FaultOf("score = inf"), HasSubstr("score is compared with a number"));
  EXPECT_THAT(FaultOf("score = \"\""), HasSubstr("score is compared with a number"));
  EXPECT_THAT(FaultOf("paused = yes"), HasSubstr("paused is true or false"));
  EXPECT_THAT(FaultOf("start_time > yesterday"), HasSubstr("start_time is a time"));
}

TEST(Filter, FaultsOfForm) {
  for (const std::string text :
       {"stream_id", "stream_id =", "= a", "stream_id = a OR check = b", "stream_id = a check = b",
        "stream_id = a AND", "stream_id = \"a", "stream_id ! a", "stream_id = (a)",
        "\"stream_id\" = a", "labels. = a", "stream_id = a AND AND check = b"}) {
    EXPECT_NE(FaultOf(text), "accepted") << text;
  }
}

TEST(Filter, IsBounded) {
  EXPECT_THAT(FaultOf("check = \"" + std::string(3000, 'a') + "\""), HasSubstr("2048"));
  std::string many = "score = 1";
  for (int i = 0; i < 16; ++i) many += " AND score = 1";
  EXPECT_THAT(FaultOf(many), HasSubstr("16"));
}

TEST(Rfc3339, ReadsAndRefuses) {
  const base::WallTime start(std::chrono::seconds(1767225600));
  EXPECT_EQ(*ParseRfc3339("2026-01-01T00:00:00Z"), start);
  EXPECT_EQ(*ParseRfc3339("2026-01-01t00:00:00.25z"), start + std::chrono::milliseconds(250));
  EXPECT_EQ(*ParseRfc3339("2025-12-31T19:30:00-04:30"), start);
  EXPECT_EQ(*ParseRfc3339("2026-01-01T00:00:00.1234567891Z"),
            start + std::chrono::microseconds(123456));
  for (const char* text :
       {"", "2026", "2026-01-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+2:00",
        "2026-01-01 00:00:00Z", "2026/01/01T00:00:00Z"}) {
    EXPECT_FALSE(ParseRfc3339(text).ok()) << text;
  }
}

}  // namespace
}  // namespace vedette::rpc
