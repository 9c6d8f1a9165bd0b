#include "client/text/stream_file.h"

#include <gtest/gtest.h>

namespace vedette::text {
namespace {

std::vector<std::string> Ids(const base::Result<std::vector<v1::Stream>>& streams) {
  std::vector<std::string> ids;
  EXPECT_TRUE(streams.ok()) << streams.status().message();
  if (!streams.ok()) return ids;
  for (const v1::Stream& stream : *streams) ids.push_back(stream.id());
  return ids;
}

TEST(StreamFile, GuessesTheFormat) {
  EXPECT_EQ(GuessFormat("a.CSV", ""), ListFormat::kCsv);
  EXPECT_EQ(GuessFormat("a.json", ""), ListFormat::kJson);
  EXPECT_EQ(GuessFormat("a.m3u8", "url"), ListFormat::kM3u);
  EXPECT_EQ(GuessFormat("-", " [{\"url\""), ListFormat::kJson);
  EXPECT_EQ(GuessFormat("-", "id,url\n"), ListFormat::kCsv);
  EXPECT_EQ(GuessFormat("-", "http://host/url\n"), ListFormat::kM3u);
  EXPECT_EQ(GuessFormat("-", ""), ListFormat::kM3u);
}

TEST(StreamFile, GivesEveryStreamAnIdThatStays) {
  const std::string list =
      "http://user:secret@host/live/one.m3u8?token=x\n"
      "#EXTINF:-1,Sport 1 (HD)\nhttp://host/2\n"
      "#EXTINF:-1,Sport 1 [HD]\nhttp://host/3\n"
      "#EXTINF:-1 tvg-id=\"Sport-1-HD-2\",x\nhttp://host/4\n"
      "#EXTINF:-1 tvg-id=\"Sport-1-HD-2\",y\nhttp://host/5\n"
      "#EXTINF:-1,東京\nhttp://host/6\n";
  const std::vector<std::string> expected = {"host-live-one.m3u8", "Sport-1-HD",     "Sport-1-HD-3",
                                             "Sport-1-HD-2",       "Sport-1-HD-2-2", "host-6"};
  EXPECT_EQ(Ids(ParseList(ListFormat::kM3u, list)), expected);
  EXPECT_EQ(Ids(ParseList(ListFormat::kM3u, list)), expected);
}

TEST(StreamFile, IdsAreShortEnoughEvenWithANumber) {
  const std::string name(80, 'a');
  const auto ids =
      Ids(ParseList(ListFormat::kM3u,
                    "#EXTINF:-1," + name + "\nhttp://h/1\n#EXTINF:-1," + name + "\nhttp://h/2\n"));
  ASSERT_EQ(ids.size(), 2U);
  EXPECT_EQ(ids[0], std::string(63, 'a'));
  EXPECT_EQ(ids[1], std::string(61, 'a') + "-2");
}

TEST(StreamFile, JsonIsWhatListPrints) {
  const char* const whole =
      R"({"streams": [{"id": "ch1", "url": "http://h/1", "depth": "DEPTH_FULL", "etag": "x",
          "status": {"score": 7}}], "nextPageToken": "", "totalSize": 1})";
  const auto streams = ParseList(ListFormat::kJson, whole);
  ASSERT_TRUE(streams.ok()) << streams.status().message();
  EXPECT_EQ((*streams)[0].depth(), v1::DEPTH_FULL);
  EXPECT_EQ((*streams)[0].etag(), "");
  EXPECT_FALSE((*streams)[0].has_status());
  EXPECT_EQ(Ids(ParseList(ListFormat::kJson, "\xef\xbb\xbf [{\"url\": \"http://h/b\"}]")),
            std::vector<std::string>{"h-b"});
  const auto bad = ParseList(ListFormat::kJson, "[{\"adress\": \"http://h/b\"}]");
  ASSERT_FALSE(bad.ok());
  EXPECT_NE(bad.status().message().find("adress"), std::string::npos) << bad.status().message();
}

TEST(StreamFile, RefusesWhatIsTooMuchOrNothing) {
  EXPECT_FALSE(ParseList(ListFormat::kM3u, std::string(kMaxListBytes + 1, '\n')).ok());
  EXPECT_FALSE(ParseList(ListFormat::kM3u, "#EXTM3U\n").ok());
  std::string many;
  for (size_t i = 0; i <= kMaxListStreams; ++i) many += "udp://h:1\n";
  const auto streams = ParseList(ListFormat::kM3u, many);
  ASSERT_FALSE(streams.ok());
  EXPECT_EQ(streams.status().message(), "more than 100000 streams in one list");
}

}  // namespace
}  // namespace vedette::text
