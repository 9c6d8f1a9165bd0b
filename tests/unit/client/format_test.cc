#include "client/text/format.h"

#include <gtest/gtest.h>

namespace vedette::text {
namespace {

TEST(Format, NothingOfOthersReachesTheTerminalRaw) {
  const struct {
    std::string raw;
    std::string shown;
  } rows[] = {
      {"plain text", "plain text"},
      {"Zürich – 東京 📺", "Zürich – 東京 📺"},
      {"\x1b[31mred\x1b[0m", "?[31mred?[0m"},
      {"a\tb\nc\r", "a b c "},
      {std::string("nul\0", 4), "nul?"},
      {"\x07\x08\x7f", "???"},
      {"C1 \xc2\x9b", "C1 ?"},
      {"turned \xe2\x80\xae"
       "cba",
       "turned ?cba"},
      {"bad \xff\xc3", "bad ??"},
      {"overlong \xc0\xaf", "overlong ??"},
      {"surrogate \xed\xa0\x80", "surrogate ???"},
  };
  for (const auto& row : rows) EXPECT_EQ(Printable(row.raw), row.shown);
}

TEST(Format, ShortensByColumnsNotBytes) {
  EXPECT_EQ(Shorten("Zürich", 6), "Zürich");
  EXPECT_EQ(Shorten("Zürich", 3), "Zü…");
  EXPECT_EQ(Shorten("abc", 1), "…");
  EXPECT_EQ(Shorten("abc", 0), "");
  EXPECT_EQ(Width("Zü…"), 3U);
}

TEST(Format, NumbersForPeople) {
  EXPECT_EQ(Bitrate(0), "-");
  EXPECT_EQ(Bitrate(812000), "812 kbit/s");
  EXPECT_EQ(Bitrate(4000000), "4.00 Mbit/s");
  EXPECT_EQ(Bytes(3.2e9), "3.2 GB");
  EXPECT_EQ(Bytes(812e6), "812 MB");
  EXPECT_EQ(Number(0.98), "0.98");
  EXPECT_EQ(Number(13), "13");
  EXPECT_EQ(Number(-0.0001), "0");
  EXPECT_EQ(Number(1.0 / 0.0), "-");
}

TEST(Format, Spans) {
  const struct {
    double seconds;
    const char* text;
  } rows[] = {{-3, "0 s"},    {0.42, "0.4 s"},       {47, "47 s"},   {119, "119 s"},
              {125, "2 min"}, {12000, "3 h 20 min"}, {172800, "2 d"}};
  for (const auto& row : rows) EXPECT_EQ(Span(row.seconds), row.text) << row.seconds;
}

TEST(Format, Times) {
  google::protobuf::Timestamp time;
  EXPECT_EQ(Time(time), "-");
  time.set_seconds(1767225600);
  time.set_nanos(250000000);
  EXPECT_EQ(Time(time), "2026-01-01 00:00:00.2");
  EXPECT_DOUBLE_EQ(SecondsSince(time, 1767225602.5), 2.25);
}

TEST(Format, Words) {
  EXPECT_EQ(Word("PHASE_BACKING_OFF", "PHASE_"), "backing off");
  EXPECT_EQ(Word("HEALTH_OK", "HEALTH_"), "ok");
}

}  // namespace
}  // namespace vedette::text
