#include "engine/media/av_opener.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

using support::MadeMedia;
using support::ReadBytes;
using support::UsualMedia;

struct Container {
  const char* suffix;
  const char* name;
  bool video_in_band;
};

class AvOpenerContainerTest : public testing::TestWithParam<Container> {};

TEST_P(AvOpenerContainerTest, SaysWhatIsInIt) {
  const Bytes bytes = ReadBytes(UsualMedia(GetParam().suffix));
  const auto info = AvOpener::DescribeBytes(bytes);
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  EXPECT_EQ(info->container, GetParam().name);
  ASSERT_EQ(info->tracks.size(), 2U);
  const TrackInfo& video = info->tracks[0];
  EXPECT_EQ(video.index, 0);
  EXPECT_EQ(video.type, TrackType::kVideo);
  EXPECT_EQ(video.codec, "h264");
  EXPECT_EQ(video.profile, "High");
  EXPECT_EQ(video.width, 320);
  EXPECT_EQ(video.height, 180);
  EXPECT_NEAR(video.frame_rate, 25.0, 0.01);
  EXPECT_FALSE(video.interlaced);
  EXPECT_EQ(video.pixel_format, "yuv420p");
  EXPECT_EQ(video.extradata == nullptr, GetParam().video_in_band);
  const TrackInfo& audio = info->tracks[1];
  EXPECT_EQ(audio.index, 1);
  EXPECT_EQ(audio.type, TrackType::kAudio);
  EXPECT_EQ(audio.codec, "aac");
  EXPECT_EQ(audio.profile, "LC");
  EXPECT_EQ(audio.sample_rate, 48000);
  EXPECT_EQ(audio.channels, 2);
  EXPECT_EQ(audio.channel_layout, "stereo");
  EXPECT_EQ(audio.extradata == nullptr, GetParam().video_in_band);
}

INSTANTIATE_TEST_SUITE_P(All, AvOpenerContainerTest,
                         testing::Values(Container{".ts", "mpegts", true},
                                         Container{".mp4", "mp4", false},
                                         Container{".flv", "flv", false},
                                         Container{".mkv", "matroska", false}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(AvOpenerTest, SaysPidProgramLanguageAndColour) {
  const std::string path = MadeMedia(
      "-f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i sine=r=48000 -t 2 -c:v libx264 -preset "
      "ultrafast -flags +ildct+ilme -x264-params tff=1 -colorspace bt709 -color_range tv -c:a mp2 "
      "-metadata:s:a:0 language=fra -mpegts_start_pid 0x200 -mpegts_service_id 7",
      ".ts");
  const auto info = AvOpener::DescribeBytes(ReadBytes(path));
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  ASSERT_EQ(info->tracks.size(), 2U);
  EXPECT_EQ(info->tracks[0].pid, 0x200);
  EXPECT_EQ(info->tracks[0].program, 7);
  EXPECT_EQ(info->tracks[0].colour, "bt709/limited");
  EXPECT_TRUE(info->tracks[0].interlaced);
  EXPECT_EQ(info->tracks[1].pid, 0x201);
  EXPECT_EQ(info->tracks[1].language, "fra");
  EXPECT_EQ(info->tracks[1].codec, "mp2");
}

TEST(AvOpenerTest, TakesTheInitializationPartApart) {
  const Bytes whole = ReadBytes(MadeMedia(
      "-f lavfi -i testsrc2=s=160x90:r=25 -t 2 -c:v libx264 -movflags frag_keyframe+empty_moov",
      ".mp4"));
  const std::string text(whole.begin(), whole.end());
  const size_t fragment = text.find("moof") - 4;
  const Bytes init(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(fragment));
  const Bytes rest(whole.begin() + static_cast<ptrdiff_t>(fragment), whole.end());
  EXPECT_FALSE(AvOpener::DescribeBytes(rest).ok());
  const auto info = AvOpener::DescribeBytes(rest, &init);
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  EXPECT_EQ(info->container, "mp4");
  EXPECT_EQ(info->tracks.at(0).width, 160);
}

TEST(AvOpenerTest, RefusesWhatIsNoMedia) {
  const std::string playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n";
  const std::string session =
      "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
      "m=video 5004 RTP/AVP 33\r\n";
  const std::string concat = "ffconcat version 1.0\nfile /etc/passwd\n";
  const std::string html = "<html><body>" + std::string(3000, 'x') + "</body></html>";
  for (const std::string& text : {std::string(), html, playlist, session, concat}) {
    const auto info = AvOpener::DescribeBytes(Bytes(text.begin(), text.end()));
    ASSERT_FALSE(info.ok()) << text.substr(0, 20);
    EXPECT_EQ(info.status().reason(), "invalid_data") << text.substr(0, 20);
  }
}

TEST(AvOpenerTest, RefusesMoreTracksThanAllowed) {
  const Bytes bytes = ReadBytes(UsualMedia(".ts"));
  ProbeLimits limits;
  limits.max_streams = 1;
  EXPECT_EQ(AvOpener::DescribeBytes(bytes, nullptr, limits).status().reason(), "limit_reached");
  limits.max_streams = 2;
  EXPECT_TRUE(AvOpener::DescribeBytes(bytes, nullptr, limits).ok());
}

TEST(AvOpenerTest, GivesUpWhenItsTimeIsOver) {
  ProbeLimits limits;
  limits.wall_time = base::milliseconds(0);
  const auto info = AvOpener::DescribeBytes(ReadBytes(UsualMedia(".ts")), nullptr, limits);
  EXPECT_EQ(info.status().reason(), "io_timeout");
}

}  // namespace
}  // namespace vedette::media
