#include "engine/hls/playlist_lines.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace vedette::hls {
namespace {

TEST(PlaylistLinesTest, SplitsAndCounts) {
  auto lines = PlaylistLines::Open("\xef\xbb\xbf#EXTM3U \r\n\r\n a b\t\nc\r\n\n#d");
  ASSERT_TRUE(lines.ok());
  std::vector<std::pair<int, std::string>> seen;
  while (lines->Next()) seen.emplace_back(lines->number(), lines->line());
  EXPECT_EQ(seen, (std::vector<std::pair<int, std::string>>{{3, "a b"}, {4, "c"}, {6, "#d"}}));
}

TEST(PlaylistLinesTest, SaysWhyATextIsNoPlaylist) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "the playlist is empty"},
      {"<html>", "line 1: no #EXTM3U"},
      {"\n#EXTM3U\n", "line 1: no #EXTM3U"},
      {"#EXTM3U8\n", "line 1: no #EXTM3U"},
      {"#EXTM3U\n\xff", "not UTF-8"},
      {"#EXTM3U\n" + std::string(4 << 20, '\n'), "longer than 4 MiB"},
  };
  for (const auto& [text, message] : cases) {
    const auto lines = PlaylistLines::Open(text);
    ASSERT_FALSE(lines.ok()) << message;
    EXPECT_EQ(lines.status().message(), message);
  }
}

TEST(PlaylistLinesTest, KnowsUtf8) {
  for (const char* const text :
       {"", "plain ascii, longer than a word", "gr\xc3\xbc\xc3\x9f", "\xe2\x82\xac",
        "\xf0\x9f\x93\xba", "\xf4\x8f\xbf\xbf", "12345678\xc3\xa9"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const char* const text :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "12345678\xe9 latin1"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

}  // namespace
}  // namespace vedette::hls
