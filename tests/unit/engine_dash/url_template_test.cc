#include "engine/dash/url_template.h"

#include <gtest/gtest.h>

namespace vedette::dash {
namespace {

TEST(UrlTemplateTest, FillsInIdentifiersWithTheirWidths) {
  struct Case {
    const char* text;
    const char* filled;
  };
  const Case cases[] = {
      {"$RepresentationID$/$Number$.m4s", "v1/7.m4s"},
      {"s-$Number%05d$.m4s", "s-00007.m4s"},
      {"s-$Number%01d$.m4s", "s-7.m4s"},
      {"$Time$", "90000"},
      {"$Time%08d$.mp4?b=$Bandwidth$", "00090000.mp4?b=3000"},
      {"$Bandwidth%06d$", "003000"},
      {"price$$-$Number$", "price$-7"},
      {"$Unknown$-$Number$", "$Unknown$-7"},
      {"$Number%x$", "$Number%x$"},
      {"$Number%05$", "$Number%05$"},
      {"$RepresentationID%05d$", "$RepresentationID%05d$"},
      {"plain.mp4", "plain.mp4"},
      {"open$Number", "open$Number"},
      {"", ""},
  };
  for (const auto& [text, filled] : cases) {
    EXPECT_EQ(FillSegment(FillRepresentation(text, "v1", 3000), 7, 90000), filled) << text;
  }
}

TEST(UrlTemplateTest, WidthsAreBounded) {
  EXPECT_EQ(FillSegment("$Number%0999999999d$", 7, 0).size(), 32u);
  EXPECT_EQ(FillSegment("$Number%099999999999999999999d$", 7, 0),
            "$Number%099999999999999999999d$");
}

}  // namespace
}  // namespace vedette::dash
