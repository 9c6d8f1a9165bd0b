#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/hls/parse_playlist.h"

namespace vedette::hls {
namespace {

// Views `text`, so that has to stay.
MediaPlaylist Parsed(const std::string& text) {
  base::Result<MediaPlaylist> playlist = ParseMediaPlaylist(text);
  EXPECT_TRUE(playlist.ok()) << playlist.status().message();
  return playlist.ok() ? *std::move(playlist) : MediaPlaylist();
}

const std::string kHead = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n";

TEST(MediaPlaylistTest, ReadsALivePlaylist) {
  const std::string text =
      "#EXTM3U\r\n#EXT-X-VERSION:3\r\n#EXT-X-TARGETDURATION:4\r\n#EXT-X-MEDIA-SEQUENCE:2680\r\n"
      "#EXT-X-DISCONTINUITY-SEQUENCE:5\r\n# a comment\r\n#EXT-X-UNKNOWN:1\r\n"
      "#EXTINF:3.96,a title, with commas\r\na.ts\r\n"
      "#EXT-X-DISCONTINUITY\r\n#EXTINF:4\r\nhttps://cdn/b.ts?sig=1\r\n"
      "#EXT-X-GAP\r\n#EXTINF:4.01,\r\nc.ts\r\n";
  const MediaPlaylist playlist = Parsed(text);
  EXPECT_EQ(playlist.version, 3);
  EXPECT_EQ(playlist.target_duration, 4);
  EXPECT_EQ(playlist.media_sequence, 2680);
  EXPECT_EQ(playlist.discontinuity_sequence, 5);
  EXPECT_EQ(playlist.type, PlaylistType::kNone);
  EXPECT_FALSE(playlist.endlist);
  ASSERT_EQ(playlist.segments.size(), 3u);
  EXPECT_EQ(playlist.segments[0].uri, "a.ts");
  EXPECT_DOUBLE_EQ(playlist.segments[0].duration, 3.96);
  EXPECT_FALSE(playlist.segments[0].discontinuity);
  EXPECT_EQ(playlist.segments[1].uri, "https://cdn/b.ts?sig=1");
  EXPECT_TRUE(playlist.segments[1].discontinuity);
  EXPECT_FALSE(playlist.segments[1].gap);
  EXPECT_TRUE(playlist.segments[2].gap);
  EXPECT_EQ(playlist.SequenceOf(2), 2682);
  EXPECT_EQ(playlist.segments[2].key, -1);
  EXPECT_EQ(playlist.segments[2].map, -1);
}

TEST(MediaPlaylistTest, ReadsTypesAndEnd) {
  const std::string vod = kHead + "#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:1,\na\n#EXT-X-ENDLIST\n";
  EXPECT_EQ(Parsed(vod).type, PlaylistType::kVod);
  EXPECT_TRUE(Parsed(vod).endlist);
  const std::string event = kHead + "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-I-FRAMES-ONLY\n";
  EXPECT_EQ(Parsed(event).type, PlaylistType::kEvent);
  EXPECT_TRUE(Parsed(event).iframes_only);
  EXPECT_TRUE(Parsed(event).segments.empty());
}

TEST(MediaPlaylistTest, AddsByteRangesUp) {
  const std::string text = kHead +
                           "#EXT-X-BYTERANGE:100@50\n#EXTINF:1,\na.ts\n"
                           "#EXTINF:1,\n#EXT-X-BYTERANGE:70\na.ts\n"
                           "#EXT-X-BYTERANGE:10@0\n#EXTINF:1,\nb.ts\n#EXTINF:1,\nc.ts\n";
  const MediaPlaylist playlist = Parsed(text);
  ASSERT_EQ(playlist.segments.size(), 4u);
  EXPECT_EQ(playlist.segments[0].range->offset, 50);
  EXPECT_EQ(playlist.segments[0].range->length, 100);
  EXPECT_EQ(playlist.segments[1].range->offset, 150);
  EXPECT_EQ(playlist.segments[1].range->length, 70);
  EXPECT_EQ(playlist.segments[2].range->offset, 0);
  EXPECT_FALSE(playlist.segments[3].range);
}

TEST(MediaPlaylistTest, CarriesTheDateOnUpToADiscontinuity) {
  const std::string text = kHead +
                           "#EXTINF:4,\na\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n"
                           "#EXTINF:3.5,\nb\n#EXTINF:4,\nc\n#EXT-X-DISCONTINUITY\n#EXTINF:4,\nd\n"
                           "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-01-02T00:00:00Z\n"
                           "#EXTINF:4,\ne\n";
  const std::vector<Segment> segments = Parsed(text).segments;
  ASSERT_EQ(segments.size(), 5u);
  EXPECT_EQ(segments[0].program_date_time, base::WallTime{});
  EXPECT_TRUE(segments[1].dated);
  EXPECT_FALSE(segments[2].dated);
  EXPECT_EQ(base::FormatWallTime(segments[2].program_date_time), "2026-01-01T00:00:03.500Z");
  EXPECT_EQ(segments[3].program_date_time, base::WallTime{});
  EXPECT_EQ(base::FormatWallTime(segments[4].program_date_time), "2026-01-02T00:00:00.000Z");
}

TEST(MediaPlaylistTest, KnowsWhichKeyIsInForce) {
  const std::string text =
      kHead +
      "#EXTINF:1,\nclear\n#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0xff\n#EXTINF:1,\none\n"
      "#EXTINF:1,\nstill\n#EXT-X-KEY:METHOD=AES-128,URI=\"k2\"\n#EXTINF:1,\ntwo\n"
      "#EXT-X-KEY:METHOD=NONE\n#EXTINF:1,\nclear\n"
      "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://x\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n"
      "#EXTINF:1,\ndrm\n"
      "#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI=\"k3\",KEYFORMAT=\"identity\"\n#EXTINF:1,\nboth\n"
      "#EXT-X-KEY:METHOD=NEW,URI=\"k4\"\n#EXTINF:1,\nodd\n";
  const MediaPlaylist playlist = Parsed(text);
  std::vector<int> keys;
  for (const Segment& segment : playlist.segments) keys.push_back(segment.key);
  EXPECT_EQ(keys, (std::vector<int>{-1, 0, 0, 1, -1, 2, 3, 3}));
  ASSERT_EQ(playlist.keys.size(), 5u);
  EXPECT_EQ(playlist.keys[0].method, Key::Method::kAes128);
  EXPECT_EQ(playlist.keys[0].iv->back(), 0xff);
  EXPECT_EQ(playlist.keys[1].uri, "k2");
  EXPECT_FALSE(playlist.keys[1].iv);
  EXPECT_EQ(playlist.keys[2].method, Key::Method::kSampleAes);
  EXPECT_FALSE(playlist.keys[2].identity());
  EXPECT_EQ(playlist.keys[3].method, Key::Method::kSampleAes);
  EXPECT_TRUE(playlist.keys[3].identity());
  EXPECT_EQ(playlist.keys[4].method, Key::Method::kOther);
}

TEST(MediaPlaylistTest, KnowsWhichMapIsInForce) {
  const std::string text =
      kHead +
      "#EXT-X-MAP:URI=\"i.mp4\",BYTERANGE=\"720@8\"\n#EXTINF:1,\na\n"
      "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n"
      "#EXT-X-MAP:URI=\"j.mp4\",BYTERANGE=\"9\"\n#EXTINF:1,\nb\n#EXTINF:1,\nc\n";
  const MediaPlaylist playlist = Parsed(text);
  ASSERT_EQ(playlist.maps.size(), 2u);
  EXPECT_EQ(playlist.maps[0].uri, "i.mp4");
  EXPECT_EQ(playlist.maps[0].range->offset, 8);
  EXPECT_EQ(playlist.maps[0].key, -1);
  EXPECT_EQ(playlist.maps[1].range->offset, 0);
  EXPECT_EQ(playlist.maps[1].key, 0);
  EXPECT_EQ(playlist.segments[0].map, 0);
  EXPECT_EQ(playlist.segments[2].map, 1);
}

TEST(MediaPlaylistTest, ReadsLowLatencyTags) {
  const std::string text =
      kHead +
      "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0,HOLD-BACK=12,"
      "CAN-SKIP-UNTIL=24.0\n#EXT-X-PART-INF:PART-TARGET=0.33334\n#EXT-X-MEDIA-SEQUENCE:10\n"
      "#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n#EXTINF:4,\na\n"
      "#EXT-X-PART:DURATION=0.33334,URI=\"p1\",INDEPENDENT=YES\n"
      "#EXT-X-PART:DURATION=0.33334,URI=\"p2\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"p3\"\n"
      "#EXT-X-RENDITION-REPORT:URI=\"../b\",LAST-MSN=10\n";
  const MediaPlaylist playlist = Parsed(text);
  EXPECT_TRUE(playlist.low_latency.can_block_reload);
  EXPECT_DOUBLE_EQ(*playlist.low_latency.part_hold_back, 1.0);
  EXPECT_DOUBLE_EQ(*playlist.low_latency.hold_back, 12);
  EXPECT_DOUBLE_EQ(*playlist.low_latency.can_skip_until, 24);
  EXPECT_DOUBLE_EQ(*playlist.low_latency.part_target, 0.33334);
  EXPECT_EQ(playlist.low_latency.parts, 2);
  EXPECT_EQ(playlist.low_latency.preload_hints, 1);
  EXPECT_EQ(playlist.skipped_segments, 3);
  EXPECT_EQ(playlist.SequenceOf(0), 13);
}

TEST(MediaPlaylistTest, ReadsDateRanges) {
  const std::string text =
      kHead +
      "#EXT-X-DATERANGE:ID=\"ad\",CLASS=\"c\",START-DATE=\"2026-01-01T00:00:00Z\","
      "END-DATE=\"2026-01-01T00:00:30Z\",DURATION=30.0,PLANNED-DURATION=31,"
      "END-ON-NEXT=YES,SCTE35-OUT=0xFC00\n";
  const MediaPlaylist playlist = Parsed(text);
  ASSERT_EQ(playlist.date_ranges.size(), 1u);
  const DateRange& range = playlist.date_ranges[0];
  EXPECT_EQ(range.id, "ad");
  EXPECT_EQ(range.klass, "c");
  EXPECT_EQ(range.start_date, "2026-01-01T00:00:00Z");
  EXPECT_EQ(range.end_date, "2026-01-01T00:00:30Z");
  EXPECT_DOUBLE_EQ(*range.duration, 30);
  EXPECT_DOUBLE_EQ(*range.planned_duration, 31);
  EXPECT_TRUE(range.end_on_next);
}

TEST(MediaPlaylistTest, ReplacesVariables) {
  const std::string text =
      kHead +
      "#EXT-X-DEFINE:NAME=\"path\",VALUE=\"a/b\"\n#EXT-X-DEFINE:IMPORT=\"host\"\n"
      "#EXT-X-DEFINE:QUERYPARAM=\"token\"\n"
      "#EXT-X-MAP:URI=\"{$path}/i.mp4\"\n"
      "#EXTINF:1,\nhttps://{$host}/{$path}/c.ts?t={$token}\n#EXTINF:1,\nd{$.ts\n";
  const std::vector<Variable> imported = {{"host", "cdn"}};
  base::Result<MediaPlaylist> parsed =
      ParseMediaPlaylist(text, "http://o/p?x=1&token=7#f", &imported);
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  const MediaPlaylist playlist = *std::move(parsed);
  EXPECT_EQ(playlist.segments[0].uri, "https://cdn/a/b/c.ts?t=7");
  EXPECT_EQ(playlist.segments[1].uri, "d{$.ts");
  EXPECT_EQ(playlist.maps[0].uri, "a/b/i.mp4");
}

}  // namespace
}  // namespace vedette::hls
