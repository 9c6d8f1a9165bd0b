#include "engine/dash/parse_manifest.h"

#include <string>

#include "tests/unit/engine_dash/manifests.h"

namespace vedette::dash {
namespace {

TEST(ParseManifestTest, ReadsWhatStandsAtTheTop) {
  const Manifest manifest = Parsed(Mpd(
      "type=\"dynamic\" availabilityStartTime=\"2026-01-01T00:00:00Z\" "
      "publishTime=\"2026-01-01T00:10:00.5Z\" minimumUpdatePeriod=\"PT2S\" "
      "timeShiftBufferDepth=\"PT1M\"",
      "<Location>next.mpd</Location>"
      "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:ntp:2014\" value=\"ntp.org\"/>"
      "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-xsdate:2014\" value=\"/time /b\"/>"
      "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"https://t/\"/>"
      "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-head:2014\" value=\"h\"/>"
      "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:direct:2014\" value=\"2026-01-01T00:10:01Z\"/>" +
          PeriodText("start=\"PT0S\"", Video(""))));
  EXPECT_TRUE(manifest.dynamic);
  EXPECT_EQ(manifest.availability_start, At(0));
  EXPECT_EQ(manifest.publish_time, At(600.5));
  EXPECT_EQ(manifest.minimum_update_period, 2);
  EXPECT_EQ(manifest.time_shift_buffer_depth, 60);
  EXPECT_EQ(manifest.location, "http://host/live/next.mpd");
  using Scheme = UtcTiming::Scheme;
  ASSERT_EQ(manifest.utc_timings.size(), 4u);
  EXPECT_EQ(manifest.utc_timings[0].scheme, Scheme::kHttpIso);
  EXPECT_EQ(manifest.utc_timings[0].value, "http://host/time");
  EXPECT_EQ(manifest.utc_timings[1].value, "https://t/");
  EXPECT_EQ(manifest.utc_timings[2].scheme, Scheme::kHttpHead);
  EXPECT_EQ(manifest.utc_timings[3].scheme, Scheme::kDirect);
  EXPECT_EQ(manifest.utc_timings[3].value, "2026-01-01T00:10:01Z");
}

TEST(ParseManifestTest, BaseUrlsHoldBelowWhereTheyStand) {
  const Manifest manifest =
      Parsed(Mpd("",
                 "<BaseURL> ../m/ </BaseURL><Period><BaseURL>p/</BaseURL>"
                 "<AdaptationSet contentType=\"video\"><BaseURL>s/</BaseURL>"
                 "<SegmentTemplate media=\"$RepresentationID$-$Number$.m4s\" "
                 "initialization=\"i-$RepresentationID$.mp4\" duration=\"2\"/>"
                 "<Representation id=\"a\"><BaseURL>r/</BaseURL></Representation>"
                 "<Representation id=\"b\"><BaseURL>http://cdn/x/</BaseURL></Representation>"
                 "<Representation id=\"c\"/></AdaptationSet></Period>"));
  const auto& made = manifest.periods.at(0).sets.at(0).representations;
  ASSERT_EQ(made.size(), 3u);
  EXPECT_EQ(LocationOf(made[0], {7, 0, 2, 0}).url, "http://host/m/p/s/r/a-7.m4s");
  EXPECT_EQ(InitializationOf(made[0]).url, "http://host/m/p/s/r/i-a.mp4");
  EXPECT_EQ(LocationOf(made[1], {7, 0, 2, 0}).url, "http://cdn/x/b-7.m4s");
  EXPECT_EQ(LocationOf(made[2], {7, 0, 2, 0}).url, "http://host/m/p/s/c-7.m4s");
}

TEST(ParseManifestTest, AddressingIsInheritedAttributeByAttribute) {
  const Manifest manifest = Parsed(
      Mpd("",
          "<Period><SegmentTemplate timescale=\"90000\" startNumber=\"5\" media=\"p\"/>"
          "<AdaptationSet mimeType=\"video/mp4\">"
          "<SegmentTemplate presentationTimeOffset=\"900\" media=\"s\"><SegmentTimeline>"
          "<S t=\"900\" d=\"180000\" r=\"1\"/><S d=\"90000\"/></SegmentTimeline></SegmentTemplate>"
          "<Representation id=\"a\"/>"
          "<Representation id=\"b\"><SegmentTemplate media=\"r\" duration=\"9\"/></Representation>"
          "</AdaptationSet></Period>"));
  const auto& made = manifest.periods.at(0).sets.at(0).representations;
  const Addressing& a = made.at(0).addressing;
  EXPECT_EQ(a.kind, Addressing::Kind::kTemplate);
  EXPECT_EQ(a.timescale, 90000);
  EXPECT_EQ(a.start_number, 5);
  EXPECT_EQ(a.presentation_time_offset, 900);
  EXPECT_EQ(a.media, "s");
  ASSERT_NE(a.timeline, nullptr);
  ASSERT_EQ(a.timeline->runs.size(), 2u);
  EXPECT_EQ(a.timeline->runs[0].count, 2);
  EXPECT_EQ(a.timeline->runs[1].time, 900 + 2 * 180000);
  const Addressing& b = made.at(1).addressing;
  EXPECT_EQ(b.media, "r");
  EXPECT_EQ(b.duration, 9);
  EXPECT_EQ(b.timeline, nullptr) << "a duration takes the timeline's place";
  EXPECT_EQ(b.timescale, 90000);
}

TEST(ParseManifestTest, ReadsListsAndSingleFiles) {
  const Manifest manifest = Parsed(
      Mpd("",
          "<Period><AdaptationSet mimeType=\"video/mp4\">"
          "<Representation id=\"l\"><BaseURL>f.mp4</BaseURL><SegmentList duration=\"2\">"
          "<Initialization range=\"0-99\"/><SegmentURL mediaRange=\"100-199\"/>"
          "<SegmentURL media=\"x.m4s\"/></SegmentList></Representation>"
          "<Representation id=\"s\"><BaseURL>f.mp4</BaseURL><SegmentBase indexRange=\"1-2\"/>"
          "</Representation>"
          "<Representation id=\"u\"><BaseURL>f.mp4</BaseURL></Representation>"
          "<Representation id=\"n\"/></AdaptationSet></Period>"));
  const auto& made = manifest.periods.at(0).sets.at(0).representations;
  EXPECT_EQ(made[0].addressing.kind, Addressing::Kind::kList);
  EXPECT_EQ(InitializationOf(made[0]), (Location{"http://host/live/f.mp4", ByteRange{0, 100}}));
  EXPECT_EQ(LocationOf(made[0], {1, 0, 2, 0}),
            (Location{"http://host/live/f.mp4", ByteRange{100, 100}}));
  EXPECT_EQ(LocationOf(made[0], {2, 2, 2, 1}).url, "http://host/live/x.m4s");
  EXPECT_EQ(LocationOf(made[0], {3, 4, 2, 2}).url, "");
  EXPECT_EQ(made[1].addressing.kind, Addressing::Kind::kBase);
  EXPECT_EQ(made[2].addressing.kind, Addressing::Kind::kBase);
  EXPECT_EQ(made[3].addressing.kind, Addressing::Kind::kNone);
}

TEST(ParseManifestTest, PeriodsFollowEachOther) {
  struct Case {
    const char* mpd;
    const char* periods;
    const char* expected;  // "start+duration" of each
  };
  const Case cases[] = {
      {"mediaPresentationDuration=\"PT30S\"", "<Period/>", "0+30"},
      {"mediaPresentationDuration=\"PT30S\"", "<Period duration=\"PT10S\"/><Period/>",
       "0+10 10+20"},
      {"", "<Period start=\"PT5S\"/><Period start=\"PT9S\"/>", "5+4 9+-1"},
      {"", "<Period start=\"PT9S\"/><Period start=\"PT5S\"/>", "5+4 9+-1"},
      {"type=\"dynamic\"", "<Period start=\"PT0S\" duration=\"PT8S\"/><Period/><Period/>",
       "0+8 8+-1"},
      {"type=\"dynamic\"", "<Period/><Period start=\"PT4S\"/>", "4+-1"},
      {"", "<Period xmlns:xlink=\"x\" xlink:href=\"urn:mpeg:dash:resolve-to-zero:2013\"/><Period/>",
       "0+-1"},
  };
  for (const auto& [mpd, periods, expected] : cases) {
    std::string shown;
    for (const Period& period : Parsed(Mpd(mpd, periods)).periods) {
      shown += (shown.empty() ? "" : " ") + std::to_string(static_cast<int>(period.start)) + "+" +
               std::to_string(static_cast<int>(period.duration.value_or(-1)));
    }
    EXPECT_EQ(shown, expected) << periods;
  }
}

TEST(ParseManifestTest, KnowsWhatASetIs) {
  const Manifest manifest = Parsed(
      Mpd("",
          "<Period>"
          "<AdaptationSet contentType=\"video\"><Representation width=\"640\" height=\"360\" "
          "codecs=\"avc1\"/></AdaptationSet>"
          "<AdaptationSet mimeType=\"audio/mp4\" lang=\"de\" codecs=\"mp4a\">"
          "<Role value=\"main\"/><ContentProtection/><Representation/></AdaptationSet>"
          "<AdaptationSet><Representation mimeType=\"text/vtt\"/></AdaptationSet>"
          "<AdaptationSet mimeType=\"image/jpeg\"/>"
          "<AdaptationSet mimeType=\"video/mp4\"><EssentialProperty "
          "schemeIdUri=\"http://dashif.org/guidelines/trickmode\"/><Representation>"
          "<ContentProtection/></Representation><Representation/></AdaptationSet>"
          "<AdaptationSet/></Period>"));
  const auto& sets = manifest.periods.at(0).sets;
  const ContentType types[] = {ContentType::kVideo, ContentType::kAudio, ContentType::kText,
                               ContentType::kImage, ContentType::kVideo, ContentType::kOther};
  ASSERT_EQ(sets.size(), std::size(types));
  for (size_t i = 0; i < sets.size(); ++i) EXPECT_EQ(sets[i].type, types[i]) << i;
  EXPECT_EQ(sets[0].representations[0].width, 640);
  EXPECT_EQ(sets[0].representations[0].codecs, "avc1");
  EXPECT_FALSE(sets[0].representations[0].encrypted);
  EXPECT_TRUE(sets[1].main);
  EXPECT_EQ(sets[1].language, "de");
  EXPECT_EQ(sets[1].representations[0].codecs, "mp4a");
  EXPECT_TRUE(sets[1].representations[0].encrypted);
  EXPECT_TRUE(sets[4].trick_mode);
  EXPECT_TRUE(sets[4].representations[0].encrypted);
  EXPECT_FALSE(sets[4].representations[1].encrypted);
}

TEST(ParseManifestTest, RecognisesAManifestByItsBeginning) {
  EXPECT_TRUE(LooksLikeManifest("<?xml version=\"1.0\"?><!-- x --><MPD\n type=\"static\">"));
  EXPECT_TRUE(LooksLikeManifest("<MPD>"));
  EXPECT_FALSE(LooksLikeManifest("<MPD"));
  EXPECT_FALSE(LooksLikeManifest("<MPDX>"));
  EXPECT_FALSE(LooksLikeManifest("<html>MPD"));
}

}  // namespace
}  // namespace vedette::dash
