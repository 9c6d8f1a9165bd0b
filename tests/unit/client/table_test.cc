#include "client/text/table.h"

#include <gtest/gtest.h>

namespace vedette::text {
namespace {

Table Small() {
  Table table({{"NAME", false, 8}, {"SCORE", true}, {"NOTE"}});
  table.Add({{"one"}, {"7"}, {"fine"}});
  table.Add({{"a very long name"}, {"100", Colour::kGood}, {""}});
  return table;
}

TEST(Table, AlignsAndShortens) {
  EXPECT_EQ(Small().Draw(false),
            "NAME      SCORE  NOTE\n"
            "one           7  fine\n"
            "a very …    100\n");
}

TEST(Table, CutsAtTheTerminalsWidth) {
  EXPECT_EQ(Small().Draw(false, 12),
            "NAME      S…\n"
            "one\n"
            "a very …\n");
}

TEST(Table, ColoursOnlyWhenAsked) {
  Table table({{"H"}});
  table.Add({{"ok", Colour::kGood}});
  EXPECT_EQ(table.Draw(false), "H\nok\n");
  EXPECT_EQ(table.Draw(true), "\x1b[2mH\x1b[0m\n\x1b[32mok\x1b[0m\n");
}

TEST(Table, MakesCellsPrintable) {
  Table table({{"H"}});
  table.Add({{"\x1b]0;title\x07"}});
  EXPECT_EQ(table.Draw(true), "\x1b[2mH\x1b[0m\n?]0;title?\n");
}

TEST(Table, ShowsAtMostSoManyRows) {
  EXPECT_EQ(Small().Draw(false, 0, 1),
            "NAME  SCORE  NOTE\n"
            "one       7  fine\n");
}

}  // namespace
}  // namespace vedette::text
