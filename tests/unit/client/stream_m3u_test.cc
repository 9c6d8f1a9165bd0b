#include <gtest/gtest.h>

#include "client/text/stream_file.h"

namespace vedette::text {
namespace {

TEST(M3u, ReadsAttributesNamesAndHeaders) {
  const auto streams = ParseM3u(
      "#EXTM3U\r\n"
      "#EXTINF:-1 tvg-id=\"ch 1\" group-title=\"News, talk\",Channel, one\r\n"
      "#EXTVLCOPT:http-user-agent=Player/1.0\r\n"
      "http://host/a.m3u8\r\n"
      "\r\n"
      "# a comment\r\n"
      "#EXTINF:-1,Two\n"
      "udp://@239.0.0.1:5000\n"
      "rtmp://host/live/three");
  ASSERT_TRUE(streams.ok()) << streams.status().message();
  ASSERT_EQ(streams->size(), 3U);
  const v1::Stream& one = (*streams)[0];
  EXPECT_EQ(one.id(), "ch-1");
  EXPECT_EQ(one.display_name(), "Channel, one");
  EXPECT_EQ(one.url(), "http://host/a.m3u8");
  EXPECT_EQ(one.labels().at("group"), "News, talk");
  EXPECT_EQ(one.headers().at("User-Agent"), "Player/1.0");
  EXPECT_EQ((*streams)[1].display_name(), "Two");
  EXPECT_TRUE((*streams)[1].labels().empty());
  EXPECT_TRUE((*streams)[1].headers().empty());
  EXPECT_EQ((*streams)[2].url(), "rtmp://host/live/three");
}

TEST(M3u, SaysWhatItCannotRead) {
  const struct {
    std::string text;
    const char* message;
  } rows[] = {
      {"#EXTM3U\nchannel one\n", "line 2: neither a URL nor a comment"},
      {"#EXTM3U\n#EXT-X-TARGETDURATION:4\n",
       "line 2: this is the playlist of one HLS stream, not a list; add its URL"},
      {"http://" + std::string(20000, 'a'), "line 1: over 16 KiB long"},
  };
  for (const auto& row : rows) {
    const auto streams = ParseM3u(row.text);
    ASSERT_FALSE(streams.ok());
    EXPECT_EQ(streams.status().message(), row.message);
  }
}

TEST(M3u, BrokenAttributesLoseNothingElse) {
  for (const char* info : {"#EXTINF:", "#EXTINF:-1", "#EXTINF:-1 tvg-id=\"open,Name",
                           "#EXTINF:-1 =\"x\",", "#EXTINF:\"\"\"", "#EXTINF:-1 tvg-id=\"\","}) {
    const auto streams = ParseM3u(std::string(info) + "\nhttp://host/a\n");
    ASSERT_TRUE(streams.ok()) << info;
    ASSERT_EQ(streams->size(), 1U) << info;
    EXPECT_EQ((*streams)[0].url(), "http://host/a");
    EXPECT_EQ((*streams)[0].id(), "") << info;
  }
}

}  // namespace
}  // namespace vedette::text
