#include "service/rpc/list_page.h"

#include <gtest/gtest.h>

namespace vedette::rpc {
namespace {

TEST(PageToken, ComesBackForTheSameQueryOnly) {
  const std::string token = MakePageToken({200, "ch:1/\"x"}, "a = b|id");
  const auto place = ReadPageToken(token, "a = b|id");
  ASSERT_TRUE(place.ok());
  EXPECT_EQ(place->offset, 200);
  EXPECT_EQ(place->key, "ch:1/\"x");
  EXPECT_EQ(ReadPageToken(token, "a = c|id").status().reason(), "page_token");
  EXPECT_EQ(ReadPageToken("", "anything")->offset, 0);
}

TEST(PageToken, GarbageIsRefused) {
  const std::string good = MakePageToken({1, "k"}, "q");
  for (const std::string& token :
       {std::string("zz"), std::string("abc"), good.substr(2), good.substr(0, 10), good + "0",
        std::string(2000, '0'), std::string("00000000"), std::string("ÿÿ")}) {
    EXPECT_EQ(ReadPageToken(token, "q").status().reason(), "page_token") << token;
  }
}

TEST(PageSize, DefaultAndBounds) {
  EXPECT_EQ(*PageSize(0), 100);
  EXPECT_EQ(*PageSize(7), 7);
  EXPECT_EQ(*PageSize(1000), 1000);
  EXPECT_EQ(*PageSize(5000), 1000);
  EXPECT_EQ(PageSize(-1).status().reason(), "page_size");
}

TEST(Order, FieldsAndDirections) {
  EXPECT_EQ(ReadOrder("", {"id", "score"})->field, "id");
  EXPECT_FALSE(ReadOrder("score", {"id", "score"})->descending);
  EXPECT_TRUE(ReadOrder("score desc", {"id", "score"})->descending);
  for (const char* text : {"scor", "score asc", "score  desc", "desc", "id,score"}) {
    EXPECT_EQ(ReadOrder(text, {"id", "score"}).status().reason(), "order_by") << text;
  }
}

}  // namespace
}  // namespace vedette::rpc
