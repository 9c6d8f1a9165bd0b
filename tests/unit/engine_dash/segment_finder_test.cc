#include "engine/dash/segment_finder.h"

#include "tests/unit/engine_dash/manifests.h"

namespace vedette::dash {
namespace {

struct Found {
  std::string segments;
  int64_t in_window;
  double next_due;  // seconds after the availability start, -1 = none
};

Found Find(const std::string& text, const SegmentQuery& query, size_t period = 0) {
  const Manifest manifest = Parsed(text);
  const Period& at = manifest.periods.at(period);
  const FoundSegments found =
      FindSegments(manifest, at, at.sets.at(0).representations.at(0).addressing, query);
  const double due =
      found.next_due ? std::chrono::duration<double>(*found.next_due - At(0)).count() : -1;
  return {Shown(found.segments), found.in_window, due};
}

std::string Template(const std::string& attributes) {
  return Video("<SegmentTemplate media=\"m\" " + attributes + "/>");
}
std::string Timeline(const std::string& attributes, const std::string& runs) {
  return Video("<SegmentTemplate media=\"m\" " + attributes + "><SegmentTimeline>" + runs +
               "</SegmentTimeline></SegmentTemplate>");
}

TEST(SegmentFinderTest, NumbersOfAStaticPeriod) {
  struct Case {
    const char* period;
    const char* attributes;
    const char* expected;
  };
  const Case cases[] = {
      {"duration=\"PT6S\"", "duration=\"2\"", "1@0+2 2@2+2 3@4+2"},
      {"duration=\"PT5S\"", "duration=\"2\"", "1@0+2 2@2+2 3@4+2"},
      {"duration=\"PT6.0004S\"", "duration=\"2000\" timescale=\"1000\"",
       "1@0+2000 2@2000+2000 3@4000+2000"},
      {"duration=\"PT4S\"", "duration=\"2\" startNumber=\"0\"", "0@0+2 1@2+2"},
      {"duration=\"PT4S\"", "duration=\"2\" presentationTimeOffset=\"100\"", "1@100+2 2@102+2"},
      {"", "duration=\"2\" endNumber=\"2\"", "1@0+2 2@2+2"},
      {"duration=\"PT60S\"", "duration=\"2\" startNumber=\"7\" endNumber=\"8\"", "7@0+2 8@2+2"},
      {"", "duration=\"2\"", ""},
      {"duration=\"PT4S\"", "", "1@0+4"},
  };
  for (const auto& [period, attributes, expected] : cases) {
    EXPECT_EQ(Find(Mpd("", PeriodText(period, Template(attributes))), {At(0), {}, 0}).segments,
              expected)
        << period << attributes;
  }
}

TEST(SegmentFinderTest, NumbersOfALivePeriodComeWithTheClock) {
  struct Case {
    const char* mpd;
    const char* period;
    const char* attributes;
    double now;
    const char* newest;
    int64_t in_window;
    double next_due;
  };
  // A whole segment of 2 s can be had, and is asked for 0.5 s later.
  const Case cases[] = {
      {"", "start=\"PT0S\"", "duration=\"2\"", 0, "", 0, 2.5},
      {"", "start=\"PT0S\"", "duration=\"2\"", 2.4, "", 0, 2.5},
      {"", "start=\"PT0S\"", "duration=\"2\"", 2.5, "1@0+2", 1, 4.5},
      {"", "start=\"PT0S\"", "duration=\"2\"", 100.6, "50@98+2", 50, 102.5},
      {"", "start=\"PT90S\"", "duration=\"2\"", 100.6, "5@8+2", 5, 102.5},
      {"timeShiftBufferDepth=\"PT10S\"", "start=\"PT0S\"", "duration=\"2\"", 100.6, "50@98+2", 5,
       102.5},
      {"", "start=\"PT0S\" duration=\"PT20S\"", "duration=\"2\"", 100.6, "10@18+2", 10, -1},
      {"", "start=\"PT0S\"", "duration=\"2\" availabilityTimeOffset=\"1.5\"", 3, "2@2+2", 2, 5},
      {"", "start=\"PT0S\"",
       "duration=\"2\" availabilityTimeOffset=\"1.5\" availabilityTimeComplete=\"false\"", 3,
       "1@0+2", 1, 4.5},
      {"", "start=\"PT0S\" duration=\"PT20S\"", "duration=\"2\" availabilityTimeOffset=\"INF\"", 0,
       "10@18+2", 10, -1},
      {"", "start=\"PT0S\"", "duration=\"2\" startNumber=\"0\" timescale=\"10\"", 1.05, "4@8+2", 5,
       1.25},
  };
  for (const auto& [mpd, period, attributes, now, newest, in_window, next_due] : cases) {
    SCOPED_TRACE(std::string(mpd) + period + attributes);
    const Found found =
        Find(Mpd(kLive + " " + mpd, PeriodText(period, Template(attributes))), {At(now), {}, 1});
    EXPECT_EQ(found.segments, newest);
    EXPECT_EQ(found.in_window, in_window);
    EXPECT_NEAR(found.next_due, next_due, 1e-5);
  }
}

TEST(SegmentFinderTest, OnlyWhatIsNew) {
  const std::string live = Mpd(kLive, PeriodText("start=\"PT0S\"", Template("duration=\"2\"")));
  EXPECT_EQ(Find(live, {At(10.6), 4, 0}).segments, "4@6+2 5@8+2");
  EXPECT_EQ(Find(live, {At(10.6), 8, 0}).segments, "");
  EXPECT_EQ(Find(live, {At(10.6), 1000, 0}).segments, "");
  const std::string listed =
      Mpd("", PeriodText("", Timeline("", "<S t=\"10\" d=\"2\" r=\"2\"/><S t=\"20\" d=\"3\"/>")));
  EXPECT_EQ(Find(listed, {At(0), 12, 0}).segments, "3@14+2 4@20+3");
  EXPECT_EQ(Find(listed, {At(0), {}, 2}).segments, "3@14+2 4@20+3");
  EXPECT_EQ(Find(listed, {At(0), 12, 0}).in_window, 4);
}

TEST(SegmentFinderTest, Timelines) {
  struct Case {
    const char* mpd;
    const char* period;
    const char* attributes;
    const char* runs;
    double now;
    const char* expected;
  };
  const Case cases[] = {
      {"", "", "startNumber=\"5\"", "<S t=\"7\" d=\"2\" r=\"1\"/><S d=\"1\"/>", 0,
       "5@7+2 6@9+2 7@11+1"},
      // Until the next run, the end of the period, and now.
      {"", "", "", "<S t=\"0\" d=\"2\" r=\"-1\"/><S t=\"5\" d=\"1\"/>", 0,
       "1@0+2 2@2+2 3@4+2 4@5+1"},
      {"", "duration=\"PT5S\"", "", "<S t=\"0\" d=\"2\" r=\"-1\"/>", 0, "1@0+2 2@2+2 3@4+2"},
      {"dynamic", "start=\"PT0S\"", "", "<S t=\"0\" d=\"2\" r=\"-1\"/>", 4.6, "1@0+2 2@2+2"},
      {"dynamic", "start=\"PT2S\"", "presentationTimeOffset=\"10\"",
       "<S t=\"10\" d=\"2\" r=\"-1\"/>", 6.6, "1@10+2 2@12+2"},
      {"", "", "", "<S t=\"3\" d=\"2\" r=\"-1\"/>", 0, "1@3+2"},
      // What is listed can be had, whatever the clock says.
      {"dynamic", "start=\"PT0S\"", "", "<S t=\"900\" d=\"2\"/>", 0, "1@900+2"},
      // A timeline that reaches beyond its period.
      {"", "duration=\"PT4S\"", "presentationTimeOffset=\"4\"", "<S t=\"0\" d=\"2\" r=\"9\"/>", 0,
       "3@4+2 4@6+2"},
      {"", "", "", "", 0, ""},
  };
  for (const auto& [mpd, period, attributes, runs, now, expected] : cases) {
    const std::string text =
        Mpd(*mpd == '\0' ? "" : kLive, PeriodText(period, Timeline(attributes, runs)));
    EXPECT_EQ(Find(text, {At(now), {}, 0}).segments, expected) << runs;
  }
}

TEST(SegmentFinderTest, Lists) {
  const std::string urls = "<SegmentURL media=\"a\"/><SegmentURL media=\"b\"/>";
  struct Case {
    std::string list;
    const char* expected;
  };
  const Case cases[] = {
      {"<SegmentList duration=\"2\">" + urls + "</SegmentList>", "1@0+2 2@2+2"},
      {"<SegmentList duration=\"2\" startNumber=\"9\">" + urls + "</SegmentList>",
       "9@16+2 10@18+2"},
      {"<SegmentList><SegmentTimeline><S t=\"5\" d=\"2\" r=\"-1\"/></SegmentTimeline>" + urls +
           "</SegmentList>",
       "1@5+2 2@7+2"},
      {"<SegmentList><SegmentTimeline><S t=\"5\" d=\"2\" r=\"9\"/></SegmentTimeline>" + urls +
           "</SegmentList>",
       "1@5+2 2@7+2"},
      {"<SegmentList duration=\"2\"/>", ""},
      {"<SegmentList duration=\"1099511627776\" startNumber=\"9007199254740992\">" + urls +
           "</SegmentList>",
       ""},
  };
  for (const auto& [list, expected] : cases) {
    for (const std::string& mpd : {std::string(), kLive}) {
      const std::string text =
          Mpd(mpd, PeriodText("start=\"PT0S\" duration=\"PT9S\"", Video(list)));
      EXPECT_EQ(Find(text, {At(0), {}, 0}).segments, expected) << list;
    }
  }
}

TEST(SegmentFinderTest, IsBoundedWhateverAManifestSays) {
  const std::string extreme[] = {
      Mpd(kLive, PeriodText("start=\"PT0S\"", Template("duration=\"1\" timescale=\"1000000000\""))),
      Mpd("", PeriodText("duration=\"P99Y\"", Template("duration=\"1\" timescale=\"1000000000\""))),
      Mpd(kLive, PeriodText("start=\"PT0S\"",
                            Timeline("timescale=\"1000000000\"", "<S t=\"0\" d=\"1\" r=\"-1\"/>"))),
      Mpd("", PeriodText("", Timeline("",
                                      "<S t=\"0\" d=\"1\" r=\"-1\"/>"
                                      "<S t=\"1152921504606846976\" d=\"1\"/>"))),
      Mpd(kLive, PeriodText("start=\"PT0S\"",
                            Template("duration=\"1099511627776\" timescale=\"1000000000\" "
                                     "startNumber=\"9007199254740992\" "
                                     "presentationTimeOffset=\"1152921504606846976\" "
                                     "availabilityTimeOffset=\"1e300\""))),
  };
  for (const std::string& text : extreme) {
    const Manifest manifest = Parsed(text);
    const Period& period = manifest.periods.at(0);
    const Addressing& addressing = period.sets.at(0).representations.at(0).addressing;
    const FoundSegments found = FindSegments(manifest, period, addressing, {At(1e9), {}, 0});
    EXPECT_LE(found.segments.size(), static_cast<size_t>(kMaxSegments));
    EXPECT_GT(found.segments.size(), 0u);
  }
}

}  // namespace
}  // namespace vedette::dash
