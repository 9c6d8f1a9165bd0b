#include <gtest/gtest.h>

#include "client/text/stream_file.h"

namespace vedette::text {
namespace {

TEST(Csv, ReadsColumnsInAnyOrder) {
  const auto streams = ParseCsv(
      "name,url,Id,depth,label.region,header.X-Token,profile\r\n"
      "\"Channel, \"\"one\"\"\",http://host/a,ch1,full,eu,secret,strict\r\n"
      "\r\n"
      "\"two\nlines\",http://host/b,,DEPTH_PACKETS,,,\r\n");
  ASSERT_TRUE(streams.ok()) << streams.status().message();
  ASSERT_EQ(streams->size(), 2U);
  const v1::Stream& one = (*streams)[0];
  EXPECT_EQ(one.display_name(), "Channel, \"one\"");
  EXPECT_EQ(one.url(), "http://host/a");
  EXPECT_EQ(one.id(), "ch1");
  EXPECT_EQ(one.depth(), v1::DEPTH_FULL);
  EXPECT_EQ(one.labels().at("region"), "eu");
  EXPECT_EQ(one.headers().at("X-Token"), "secret");
  EXPECT_EQ(one.profile(), "strict");
  const v1::Stream& two = (*streams)[1];
  EXPECT_EQ(two.display_name(), "two\nlines");
  EXPECT_EQ(two.depth(), v1::DEPTH_PACKETS);
  EXPECT_TRUE(two.labels().empty());
}

TEST(Csv, Semicolons) {
  const auto streams = ParseCsv("id;url\nch1;http://host/a,b\n");
  ASSERT_TRUE(streams.ok());
  EXPECT_EQ((*streams)[0].url(), "http://host/a,b");
}

TEST(Csv, SaysWhatItCannotRead) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"id,name\nch1,one\n",
       "line 1: no column \"url\" (url, id, name, depth, profile, label.KEY, header.NAME)"},
      {"url,colour\nhttp://a,red\n",
       "line 1: unknown column \"colour\" (url, id, name, depth, profile, label.KEY, header.NAME)"},
      {"url,id\nhttp://a\n", "line 2: 1 fields under 2 columns"},
      {"url,id\nhttp://a,x\n,ch2\n", "line 3: no url"},
      {"url,id\n\n\"http://a,x\n", "line 3: a quote is not closed, or too many columns"},
      {"url,depth\nhttp://a,deep\n",
       "line 2: \"deep\" is no depth (manifest, packets, keyframes, full)"},
  };
  for (const auto& row : rows) {
    const auto streams = ParseCsv(row.text);
    ASSERT_FALSE(streams.ok()) << row.text;
    EXPECT_EQ(streams.status().message(), row.message);
    EXPECT_EQ(streams.status().reason(), "file");
  }
}

}  // namespace
}  // namespace vedette::text
