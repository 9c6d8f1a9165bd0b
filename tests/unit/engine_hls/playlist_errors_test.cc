#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "engine/hls/parse_playlist.h"

namespace vedette::hls {
namespace {

TEST(PlaylistErrorsTest, AMediaPlaylistSaysLineAndFault) {
  // What stands on line 3, after the head and a target duration.
  const std::pair<std::string, const char*> cases[] = {
      {"a.ts", "a segment without EXTINF"},
      {"#EXTINF:x,\na.ts", "EXTINF is not a duration"},
      {"#EXTINF:,\na.ts", "EXTINF is not a duration"},
      {"#EXTINF:-1,\na.ts", "EXTINF is not a duration"},
      {"#EXTINF:1e9,\na.ts", "EXTINF is not a duration"},
      {"#EXTINF:nan,\na.ts", "EXTINF is not a duration"},
      {"#EXTINF:9999999,\na.ts", "EXTINF is not a duration"},
      {"#EXT-X-TARGETDURATION:", "EXT-X-TARGETDURATION is not a number"},
      {"#EXT-X-TARGETDURATION:-4", "EXT-X-TARGETDURATION is not a number"},
      {"#EXT-X-MEDIA-SEQUENCE:-1", "EXT-X-MEDIA-SEQUENCE is not an integer"},
      {"#EXT-X-MEDIA-SEQUENCE:9223372036854775807", "EXT-X-MEDIA-SEQUENCE is not an integer"},
      {"#EXT-X-DISCONTINUITY-SEQUENCE:1.5", "EXT-X-DISCONTINUITY-SEQUENCE is not an integer"},
      {"#EXT-X-VERSION:three", "EXT-X-VERSION is not an integer"},
      {"#EXT-X-PLAYLIST-TYPE:LIVE", "EXT-X-PLAYLIST-TYPE is neither EVENT nor VOD"},
      {"#EXT-X-PROGRAM-DATE-TIME:today", "EXT-X-PROGRAM-DATE-TIME is not an ISO 8601 date"},
      {"#EXT-X-BYTERANGE:x", "the length of a byte range is not an integer"},
      {"#EXT-X-BYTERANGE:10@x", "the offset of a byte range is not an integer"},
      {"#EXT-X-BYTERANGE:0@5", "a byte range of no bytes"},
      {"#EXT-X-KEY:URI=\"k\"", "EXT-X-KEY without METHOD"},
      {"#EXT-X-KEY:METHOD=AES-128", "EXT-X-KEY without URI"},
      {"#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=12", "IV is not 0x and 32 digits"},
      {"#EXT-X-KEY:METHOD=AES-128,URI=\"k", "URI has an unclosed quote"},
      {"#EXT-X-MAP:BYTERANGE=\"1@0\"", "EXT-X-MAP without URI"},
      {"#EXT-X-MAP:URI=\"i\",BYTERANGE=\"x\"", "the length of a byte range is not an integer"},
      {"#EXT-X-DATERANGE:CLASS=\"a\"", "EXT-X-DATERANGE without ID"},
      {"#EXT-X-DATERANGE:ID=\"a\",DURATION=long", "DURATION is not a number"},
      {"#EXT-X-PART-INF:A=1", "EXT-X-PART-INF without PART-TARGET"},
      {"#EXT-X-PART:URI=\"p\"", "EXT-X-PART without URI and DURATION"},
      {"#EXT-X-PRELOAD-HINT:TYPE=PART", "EXT-X-PRELOAD-HINT without TYPE and URI"},
      {"#EXT-X-SKIP:A=1", "EXT-X-SKIP without SKIPPED-SEGMENTS"},
      {"#EXT-X-SERVER-CONTROL:HOLD-BACK=far", "HOLD-BACK is not a number"},
      {"#EXT-X-DEFINE:NAME=\"a\"", "EXT-X-DEFINE has a NAME without VALUE"},
      {"#EXT-X-DEFINE:IMPORT=\"a\"", "EXT-X-DEFINE imports a, which is not defined"},
      {"#EXT-X-DEFINE:QUERYPARAM=\"a\"", "EXT-X-DEFINE: the URL has no parameter a"},
      {"#EXT-X-DEFINE:X=1", "EXT-X-DEFINE without NAME, IMPORT or QUERYPARAM"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8", "a multivariant tag in a media playlist"},
  };
  for (const auto& [line, fault] : cases) {
    const std::string text = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + line + "\n";
    const auto playlist = ParseMediaPlaylist(text);
    ASSERT_FALSE(playlist.ok()) << line;
    EXPECT_EQ(playlist.status().message(), std::string("line 3: ") + fault) << line;
    EXPECT_EQ(playlist.status().reason(), "invalid_data") << line;
  }
}

TEST(PlaylistErrorsTest, AWholeMediaPlaylistMayBeWrong) {
  const std::string variable = "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\"\n";
  const std::string key = "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n";
  std::string keys;
  for (int i = 0; i < 1001; ++i) keys += key;
  std::string segments;
  for (int i = 0; i < 100001; ++i) segments += "#EXTINF:1\na\n";
  const std::pair<std::string, const char*> cases[] = {
      {"#EXTINF:1,\na\n", "no EXT-X-TARGETDURATION"},
      {"#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n", "EXTINF without a segment at the end"},
      {"#EXT-X-BYTERANGE:5\n#EXTINF:1,\na\n",
       "line 4: EXT-X-BYTERANGE without an offset follows no range of the same file"},
      {"#EXT-X-BYTERANGE:5@0\n#EXTINF:1,\na\n#EXT-X-BYTERANGE:5\n#EXTINF:1,\nb\n",
       "line 7: EXT-X-BYTERANGE without an offset follows no range of the same file"},
      {variable + variable, "line 3: EXT-X-DEFINE defines a twice"},
      {variable + "#EXTINF:1,\n{$c}\n", "line 4: variable c is not defined"},
      {keys, "line 1002: too many EXT-X-KEY tags"},
      {segments, "line 200003: more than 100000 segments"},
  };
  for (const auto& [lines, fault] : cases) {
    const std::string text = "#EXTM3U\n" + lines;
    const auto playlist = ParseMediaPlaylist(text);
    ASSERT_FALSE(playlist.ok()) << fault;
    EXPECT_EQ(playlist.status().message(), fault);
  }
}

TEST(PlaylistErrorsTest, AMasterPlaylistSaysLineAndFault) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "no EXT-X-STREAM-INF"},
      {"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"n\"", "no EXT-X-STREAM-INF"},
      {"a.m3u8", "line 2: a URI without EXT-X-STREAM-INF"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=1", "EXT-X-STREAM-INF without a URI at the end"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-STREAM-INF:BANDWIDTH=2\na",
       "line 3: EXT-X-STREAM-INF without a URI after it"},
      {"#EXT-X-STREAM-INF:CODECS=\"x\"\na", "line 2: a variant without BANDWIDTH"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=x\na", "line 2: BANDWIDTH is not an integer"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=big\na", "line 2: RESOLUTION is not WIDTHxHEIGHT"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x99999999\na",
       "line 2: RESOLUTION is not WIDTHxHEIGHT"},
      {"#EXT-X-STREAM-INF:BANDWIDTH=1,FRAME-RATE=fast\na", "line 2: FRAME-RATE is not a number"},
      {"#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1", "line 2: EXT-X-I-FRAME-STREAM-INF without URI"},
      {"#EXT-X-MEDIA:TYPE=SMELL,GROUP-ID=\"a\"", "line 2: EXT-X-MEDIA has no known TYPE"},
      {"#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a\"", "line 2: EXT-X-MEDIA without GROUP-ID"},
      {"#EXT-X-VERSION:x", "line 2: EXT-X-VERSION is not an integer"},
      {"#EXTINF:1,", "line 2: a media tag in a multivariant playlist"},
      {"#EXT-X-TARGETDURATION:1", "line 2: a media tag in a multivariant playlist"},
  };
  for (const auto& [lines, fault] : cases) {
    const std::string text = "#EXTM3U\n" + lines + "\n";
    const auto playlist = ParseMasterPlaylist(text);
    ASSERT_FALSE(playlist.ok()) << lines;
    EXPECT_EQ(playlist.status().message(), fault) << lines;
  }
}

}  // namespace
}  // namespace vedette::hls
