#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "engine/hls/parse_playlist.h"

namespace vedette::hls {
namespace {

TEST(MasterPlaylistTest, IsTellApartByItsTags) {
  EXPECT_TRUE(IsMasterPlaylist("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na\n"));
  EXPECT_TRUE(IsMasterPlaylist("#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-MEDIA:TYPE=AUDIO\n"));
  EXPECT_TRUE(IsMasterPlaylist("#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1\n"));
  EXPECT_FALSE(IsMasterPlaylist("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:1,\na\n"));
  EXPECT_FALSE(IsMasterPlaylist("#EXTM3U\n"));
  EXPECT_FALSE(IsMasterPlaylist("#EXT-X-STREAM-INF:BANDWIDTH=1\na\n"));
}

TEST(MasterPlaylistTest, ReadsVariantsAndRenditions) {
  const std::string text =
      "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n"
      "#EXT-X-DEFINE:NAME=\"d\",VALUE=\"cdn\"\n"
      "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES,"
      "AUTOSELECT=YES,URI=\"{$d}/en.m3u8\"\n"
      "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"Deutsch\",AUTOSELECT=YES\n"
      "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"S\",URI=\"s.m3u8\"\n"
      "#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"cc\",NAME=\"C\",INSTREAM-ID=\"CC1\"\n"
      "#EXT-X-STREAM-INF:BANDWIDTH=5000000,AVERAGE-BANDWIDTH=4000000,RESOLUTION=1920x1080,"
      "FRAME-RATE=29.970,CODECS=\"avc1.640028,mp4a.40.2\",AUDIO=\"aac\",SUBTITLES=\"s\"\n"
      "{$d}/high.m3u8?a=1\n"
      "#EXT-X-STREAM-INF:BANDWIDTH=1000000\nlow.m3u8\n"
      "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,URI=\"iframes.m3u8\"\n";
  base::Result<MasterPlaylist> parsed = ParseMasterPlaylist(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  const MasterPlaylist master = *std::move(parsed);
  EXPECT_EQ(master.version, 6);
  ASSERT_EQ(master.variants.size(), 2u);
  const Variant& high = master.variants[0];
  EXPECT_EQ(high.uri, "cdn/high.m3u8?a=1");
  EXPECT_EQ(high.bandwidth, 5000000);
  EXPECT_EQ(high.average_bandwidth, 4000000);
  EXPECT_EQ(high.width, 1920);
  EXPECT_EQ(high.height, 1080);
  EXPECT_DOUBLE_EQ(high.frame_rate, 29.97);
  EXPECT_EQ(high.codecs, "avc1.640028,mp4a.40.2");
  EXPECT_EQ(high.audio, "aac");
  EXPECT_EQ(high.subtitles, "s");
  EXPECT_EQ(master.variants[1].width, 0);
  ASSERT_EQ(master.iframe_variants.size(), 1u);
  EXPECT_EQ(master.iframe_variants[0].uri, "iframes.m3u8");
  ASSERT_EQ(master.renditions.size(), 4u);
  EXPECT_EQ(master.renditions[0].uri, "cdn/en.m3u8");
  EXPECT_EQ(master.renditions[0].language, "en");
  EXPECT_TRUE(master.renditions[0].is_default);
  EXPECT_EQ(master.renditions[1].uri, "");
  EXPECT_TRUE(master.renditions[1].autoselect);
  EXPECT_FALSE(master.renditions[1].is_default);
  EXPECT_EQ(master.renditions[2].type, RenditionType::kSubtitles);
  EXPECT_EQ(master.renditions[3].type, RenditionType::kClosedCaptions);
  ASSERT_EQ(master.variables.size(), 1u);
  EXPECT_EQ(master.variables[0].value, "cdn");
}

}  // namespace
}  // namespace vedette::hls
