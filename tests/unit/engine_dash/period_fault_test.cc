#include "engine/dash/period_fault.h"

#include "tests/unit/engine_dash/manifests.h"

namespace vedette::dash {
namespace {

TEST(PeriodFaultTest, EachSaysWhatIsWrong) {
  const std::string video = Video("");
  const std::string audio =
      "<AdaptationSet contentType=\"audio\"><Representation/></AdaptationSet>";
  struct Case {
    std::string periods;
    const char* fault;
  };
  const Case cases[] = {
      {PeriodText("id=\"a\"", video), ""},
      {PeriodText("id=\"a\"", audio), ""},
      {PeriodText("id=\"a\"", ""), "period a has neither video nor audio"},
      {PeriodText("id=\"a\" duration=\"PT0.4S\"", video), "period a lasts only 0.400 s"},
      {PeriodText("duration=\"PT0.4S\"", video), "period at 0.000 s lasts only 0.400 s"},
      {PeriodText("duration=\"PT10S\"", video) + PeriodText("id=\"b\" start=\"PT10S\"", video), ""},
      {PeriodText("duration=\"PT10S\"", video) + PeriodText("id=\"b\" start=\"PT12S\"", video),
       "period b begins 2.000 s after the end of the one before it"},
      {PeriodText("duration=\"PT10S\"", video) + PeriodText("id=\"b\" start=\"PT9S\"", video),
       "period b begins 1.000 s before the end of the one before it"},
      {PeriodText("start=\"PT0S\"", video) + PeriodText("id=\"b\" start=\"PT12S\"", video), ""},
      {PeriodText("duration=\"PT10S\"", video + audio) + PeriodText("id=\"b\"", video),
       "period b has no audio"},
      {PeriodText("duration=\"PT10S\"", video + audio) + PeriodText("id=\"b\"", audio),
       "period b has no video"},
  };
  for (const auto& [periods, fault] : cases) {
    EXPECT_EQ(PeriodFault(Parsed(Mpd("", periods))), fault) << periods;
  }
}

TEST(PeriodFaultTest, TellsTheLargestHoleOfATimeline) {
  struct Case {
    const char* runs;
    double gap;
  };
  const Case cases[] = {
      {"<S t=\"0\" d=\"1000\" r=\"3\"/><S d=\"500\"/>", 0},
      {"<S t=\"0\" d=\"1000\" r=\"3\"/><S t=\"4000\" d=\"500\"/>", 0},
      {"<S t=\"0\" d=\"1000\"/><S t=\"1500\" d=\"1000\"/>", 0.5},
      {"<S t=\"0\" d=\"1000\"/><S t=\"1500\" d=\"1000\"/><S t=\"4500\" d=\"1000\"/>", 2},
      {"<S t=\"0\" d=\"1000\"/><S t=\"700\" d=\"1000\"/>", -0.3},
      {"<S t=\"0\" d=\"1000\" r=\"-1\"/><S t=\"7000\" d=\"1000\"/>", 0},
  };
  for (const auto& [runs, gap] : cases) {
    const std::string timeline =
        "<SegmentTemplate timescale=\"1000\" media=\"m\"><SegmentTimeline>" + std::string(runs) +
        "</SegmentTimeline></SegmentTemplate>";
    EXPECT_DOUBLE_EQ(LargestTimelineGap(Parsed(Mpd("", PeriodText("", Video(timeline))))), gap)
        << runs;
  }
}

}  // namespace
}  // namespace vedette::dash
