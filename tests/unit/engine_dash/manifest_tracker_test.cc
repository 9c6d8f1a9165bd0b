#include "engine/dash/manifest_tracker.h"

#include "tests/unit/engine_dash/manifests.h"

namespace vedette::dash {
namespace {

using base::SteadyTime;
using Start = ManifestTracker::Start;

SteadyTime Steady(double seconds) {
  return SteadyTime(base::microseconds(static_cast<int64_t>(seconds * 1e6)));
}

// A live manifest whose timeline lists `count` segments of 2 s from `time` on.
std::string Live(int64_t time, int64_t count, const std::string& mpd = kLive,
                 const std::string& period = "id=\"p\" start=\"PT0S\"") {
  return Mpd(mpd, PeriodText(period, Video("<SegmentTemplate media=\"$Time$.m4s\" "
                                           "initialization=\"i.mp4\"><SegmentTimeline><S t=\"" +
                                           std::to_string(time) + "\" d=\"2\" r=\"" +
                                           std::to_string(count - 1) +
                                           "\"/></SegmentTimeline></SegmentTemplate>")));
}

class ManifestTrackerTest : public ::testing::Test {
 protected:
  // "sequence:file" of what is new in a lane; "!" at a discontinuity, "reset " in front of it.
  std::string Look(double at, const std::string& text, size_t lane = 0) {
    tracker_.Feed(Parsed(text), Steady(at), Steady(at));
    return Pass(at, lane);
  }
  std::string Pass(double at, size_t lane = 0) {
    const auto updates = tracker_.Advance(Steady(at), At(at));
    if (lane >= updates.size()) return "no lane";
    std::string shown = updates[lane].reset ? "reset " : "";
    for (const auto& segment : updates[lane].segments) {
      if (!shown.empty() && shown.back() != ' ') shown += ' ';
      shown += (segment.discontinuity ? "!" : "") + std::to_string(segment.sequence) + ":" +
               segment.location.url.substr(segment.location.url.rfind('/') + 1);
    }
    return shown;
  }
  double NextLook() const {
    return std::chrono::duration<double>(tracker_.next_look().time_since_epoch()).count();
  }
  ManifestTracker tracker_{Start::kNewest, Choice::kHighest};
};

TEST_F(ManifestTrackerTest, BeginsWithTheNewestAndGoesOn) {
  EXPECT_EQ(Look(10, Live(0, 5)), "5:8.m4s");
  EXPECT_EQ(tracker_.in_window(), 5);
  EXPECT_EQ(tracker_.window_begin(), 1);
  EXPECT_EQ(Look(12, Live(0, 5)), "");
  EXPECT_EQ(Look(14, Live(4, 5)), "6:10.m4s 7:12.m4s");
  EXPECT_EQ(tracker_.window_begin(), 3);
  EXPECT_EQ(Look(16, Live(20, 2)), "11:20.m4s 12:22.m4s") << "what came and went is counted";
}

TEST_F(ManifestTrackerTest, FromTheBeginningWhereThatIsWanted) {
  const std::string text = Mpd("", PeriodText("", Video("<SegmentTemplate media=\"$Number$\" "
                                                        "duration=\"2\" endNumber=\"3\"/>")));
  ManifestTracker newest(Start::kNewest, Choice::kHighest);
  ManifestTracker whole(Start::kNewestUnlessStatic, Choice::kHighest);
  for (ManifestTracker* const tracker : {&newest, &whole}) {
    tracker->Feed(Parsed(text), Steady(0), Steady(0));
    EXPECT_EQ(tracker->Advance(Steady(0), At(0)).at(0).segments.size(),
              tracker == &newest ? 1u : 3u);
    EXPECT_TRUE(tracker->Advance(Steady(9), At(9)).at(0).segments.empty());
    EXPECT_EQ(tracker->next_look(), Steady(30));
  }
  EXPECT_EQ(newest.manifest().periods.size(), 1u);
  ManifestTracker live(Start::kNewestUnlessStatic, Choice::kHighest);
  live.Feed(Parsed(Live(0, 5)), Steady(0), Steady(0));
  EXPECT_EQ(live.Advance(Steady(0), At(0)).at(0).segments.size(), 1u);
  ManifestTracker file(Start::kBeginning, Choice::kHighest);
  file.Feed(Parsed(Live(0, 5)), Steady(0), Steady(0));
  EXPECT_EQ(file.Advance(Steady(0), At(0)).at(0).segments.size(), 5u);
}

TEST_F(ManifestTrackerTest, TimeAloneBringsSegmentsThatFollowARule) {
  const std::string text = Mpd(
      kLive,
      PeriodText("start=\"PT0S\"", Video("<SegmentTemplate media=\"$Number$\" duration=\"2\"/>")));
  EXPECT_EQ(Look(10.6, text), "5:5");
  ASSERT_TRUE(tracker_.next_due());
  EXPECT_EQ(*tracker_.next_due(), At(12.5));
  EXPECT_EQ(Pass(12.4), "");
  EXPECT_EQ(Pass(12.5), "6:6");
  EXPECT_EQ(Pass(16.6), "7:7 8:8");
}

TEST_F(ManifestTrackerTest, SaysWhereAndWhenASegmentIs) {
  tracker_.Feed(Parsed(Live(100, 1, kLive, "start=\"PT50S\"")), Steady(0), Steady(0));
  const auto updates = tracker_.Advance(Steady(0), At(0));
  ASSERT_EQ(updates.at(0).segments.size(), 1u);
  const auto& segment = updates[0].segments[0];
  EXPECT_EQ(segment.location.url, "http://host/live/100.m4s");
  EXPECT_EQ(segment.initialization.url, "http://host/live/i.mp4");
  EXPECT_EQ(segment.duration, 2);
  EXPECT_EQ(segment.wall, At(150));
  EXPECT_EQ(segment.media_time, 100);
  EXPECT_FALSE(segment.encrypted);
}

TEST_F(ManifestTrackerTest, APeriodWithAnotherClockIsADiscontinuity) {
  const auto period = [](const char* id, const char* start, int64_t time, int64_t offset) {
    return PeriodText(
        "id=\"" + std::string(id) + "\" start=\"" + start + "\"",
        Video("<SegmentTemplate media=\"" + std::string(id) +
              "$Time$\" "
              "presentationTimeOffset=\"" +
              std::to_string(offset) + "\"><SegmentTimeline><S t=\"" + std::to_string(time) +
              "\" d=\"2\" r=\"1\"/></SegmentTimeline></SegmentTemplate>"));
  };
  const std::string first = period("a", "PT0S", 0, 0);
  EXPECT_EQ(Look(4, Mpd(kLive, first)), "2:a2");
  // Goes on at 4: the same clock. Begins at 100: another one.
  const std::string second = period("b", "PT4S", 4, 4);
  EXPECT_EQ(Look(8, Mpd(kLive, first + second)), "3:b4 4:b6");
  EXPECT_EQ(tracker_.window_begin(), 1) << "what is left of the first one counts";
  const std::string third = period("c", "PT8S", 100, 100);
  EXPECT_EQ(Look(12, Mpd(kLive, second + third)), "!5:c100 6:c102");
  EXPECT_EQ(Look(14, Mpd(kLive, third)), "");
  const std::string fourth = period("d", "PT12S", 0, 0);
  EXPECT_EQ(Look(16, Mpd(kLive, fourth)), "!7:d0 8:d2") << "all of the old ones gone";
}

TEST_F(ManifestTrackerTest, ALaneFindsItsRepresentationInEachPeriod) {
  const auto sets = [](const std::string& video, const std::string& audio) {
    std::string text;
    for (const auto& [type, id] : {std::pair("video", video), std::pair("audio", audio)}) {
      if (id.empty()) continue;
      text += "<AdaptationSet contentType=\"" + std::string(type) + "\"><SegmentTemplate media=\"" +
              "$RepresentationID$-$Number$\" duration=\"2\"/><Representation id=\"" + id +
              "\"/></AdaptationSet>";
    }
    return text;
  };
  const std::string text =
      Mpd("mediaPresentationDuration=\"PT6S\"", PeriodText("duration=\"PT2S\"", sets("v", "a")) +
                                                    PeriodText("duration=\"PT2S\"", sets("w", "")) +
                                                    PeriodText("", sets("x", "y")));
  ManifestTracker tracker(Start::kBeginning, Choice::kHighest);
  tracker.Feed(Parsed(text), Steady(0), Steady(0));
  const auto updates = tracker.Advance(Steady(0), At(0));
  ASSERT_EQ(updates.size(), 2u);
  const auto urls = [&](size_t lane) {
    std::string shown;
    for (const auto& segment : updates[lane].segments) {
      shown += segment.location.url.substr(segment.location.url.rfind('/') + 1) + " ";
    }
    return shown;
  };
  EXPECT_EQ(urls(0), "v-1 w-1 x-1 ");
  EXPECT_EQ(urls(1), "a-1 y-1 ");
  EXPECT_EQ(tracker.lanes()[1].representation, "a");
}

TEST(ManifestTrackerRestartTest, AnOriginThatBeganAnewIsFollowed) {
  const std::string restarted = "type=\"dynamic\" availabilityStartTime=\"2026-01-01T00:03:00Z\"";
  struct Case {
    const char* what;
    std::string text;
    bool reset;
    int64_t sequence;  // of the one segment that is new, -1 = none
  };
  const Case cases[] = {
      {"an older copy", Live(190, 3), false, -1},
      {"far back", Live(0, 5), true, 6},
      {"another start, a little back", Live(188, 3, restarted), true, 6},
      {"another start, further on", Live(200, 1, restarted), false, 5},
      {"another period at the same start", Live(200, 1, kLive, "id=\"q\" start=\"PT0S\""), true, 6},
  };
  for (const auto& [what, text, reset, sequence] : cases) {
    SCOPED_TRACE(what);
    ManifestTracker tracker(Start::kNewest, Choice::kHighest);
    tracker.Feed(Parsed(Live(192, 4)), Steady(0), Steady(0));
    ASSERT_EQ(tracker.Advance(Steady(0), At(0)).at(0).segments.at(0).sequence, 4);
    tracker.Feed(Parsed(text), Steady(2), Steady(2));
    const auto update = tracker.Advance(Steady(2), At(2)).at(0);
    EXPECT_EQ(update.reset, reset);
    ASSERT_EQ(update.segments.size(), sequence < 0 ? 0u : 1u);
    if (sequence < 0) continue;
    EXPECT_EQ(update.segments[0].sequence, sequence);
    EXPECT_EQ(update.segments[0].discontinuity, reset);
  }
}

TEST_F(ManifestTrackerTest, ACopyFromACacheIsNoNewBeginning) {
  const std::string newer = kLive + " publishTime=\"2026-01-01T00:01:00Z\"";
  const std::string older = kLive + " publishTime=\"2026-01-01T00:00:30Z\"";
  EXPECT_EQ(Look(60, Live(0, 3, newer, "id=\"q\" start=\"PT60S\"")), "3:4.m4s");
  EXPECT_EQ(Look(62, Live(0, 30, older, "id=\"p\" start=\"PT0S\"")), "");
  EXPECT_EQ(Look(64, Live(0, 4, newer, "id=\"q\" start=\"PT60S\"")), "4:6.m4s");
}

TEST_F(ManifestTrackerTest, LooksAgainWhenSomethingMayBeNew) {
  const auto with = [](const char* update) {
    return "type=\"dynamic\" availabilityStartTime=\"2026-01-01T00:00:00Z\" " + std::string(update);
  };
  struct Case {
    const char* update;
    double after_change;
    double after_none;
  };
  const Case cases[] = {
      {"minimumUpdatePeriod=\"PT0S\"", 2, 1},
      {"minimumUpdatePeriod=\"PT1S\"", 2, 1},
      {"minimumUpdatePeriod=\"PT8S\"", 8, 1},
      {"minimumUpdatePeriod=\"PT500S\"", 30, 1},
      {"", 30, 1},
  };
  for (const auto& [update, after_change, after_none] : cases) {
    ManifestTracker tracker(Start::kNewest, Choice::kHighest);
    const auto wait = [&, update = update](double at, bool brought) {
      if (brought) tracker.Feed(Parsed(Live(0, 5, with(update))), Steady(at), Steady(at));
      if (!brought) tracker.FeedUnchanged(Steady(at), Steady(at));
      (void)tracker.Advance(Steady(at), At(at));
      return std::chrono::duration<double>(tracker.next_look() - Steady(at)).count();
    };
    EXPECT_DOUBLE_EQ(wait(100, true), after_change) << update;
    EXPECT_DOUBLE_EQ(wait(200, true), after_none) << update;
    EXPECT_DOUBLE_EQ(wait(300, false), after_none) << update;
  }
}

TEST_F(ManifestTrackerTest, FailedLooksWaitALittle) {
  tracker_.FeedFailure(Steady(10), Steady(10.1), base::seconds(0));
  EXPECT_DOUBLE_EQ(NextLook(), 12);
  tracker_.FeedFailure(Steady(20), Steady(28), base::seconds(0));
  EXPECT_DOUBLE_EQ(NextLook(), 28.5);
  tracker_.FeedFailure(Steady(30), Steady(30), base::seconds(20));
  EXPECT_DOUBLE_EQ(NextLook(), 50);
  tracker_.FeedFailure(Steady(40), Steady(40), base::seconds(86400));
  EXPECT_DOUBLE_EQ(NextLook(), 340);
  EXPECT_EQ(tracker_.failures(), 4);
  Look(50, Live(0, 1));
  EXPECT_EQ(tracker_.failures(), 0);
}

TEST_F(ManifestTrackerTest, ATimelineThatRunsBackwardsBringsNothingTwice) {
  const std::string text =
      Mpd(kLive, PeriodText("start=\"PT0S\"",
                            Video("<SegmentTemplate media=\"$Time$\"><SegmentTimeline><S t=\"10\" "
                                  "d=\"2\" r=\"1\"/><S t=\"0\" d=\"2\"/></SegmentTimeline>"
                                  "</SegmentTemplate>")));
  ManifestTracker tracker(Start::kBeginning, Choice::kHighest);
  tracker.Feed(Parsed(text), Steady(0), Steady(0));
  EXPECT_EQ(tracker.Advance(Steady(0), At(0)).at(0).segments.size(), 2u);
  EXPECT_TRUE(tracker.Advance(Steady(1), At(1)).at(0).segments.empty());
}

TEST_F(ManifestTrackerTest, StalenessGrowsUntilASegmentComes) {
  EXPECT_EQ(tracker_.StaleSeconds(Steady(5)), 0);
  Look(10, Live(0, 5));
  EXPECT_DOUBLE_EQ(tracker_.StaleSeconds(Steady(13)), 3);
  Look(14, Live(0, 5, kLive + " publishTime=\"2026-01-01T00:00:14Z\""));
  EXPECT_FALSE(tracker_.changed());
  EXPECT_DOUBLE_EQ(tracker_.StaleSeconds(Steady(14)), 4) << "only its publishTime is new";
  Look(15, Live(0, 6));
  EXPECT_TRUE(tracker_.changed());
  EXPECT_DOUBLE_EQ(tracker_.StaleSeconds(Steady(15)), 0);
  EXPECT_DOUBLE_EQ(tracker_.update_seconds(), 2);
}

}  // namespace
}  // namespace vedette::dash
