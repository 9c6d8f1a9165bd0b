#include <string>

#include "tests/unit/engine_dash/manifests.h"

namespace vedette::dash {
namespace {

std::string Repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

std::string WithTimeline(const std::string& runs) {
  return Mpd("", PeriodText("", Video("<SegmentTemplate media=\"m\"><SegmentTimeline>" + runs +
                                      "</SegmentTimeline></SegmentTemplate>")));
}

TEST(ManifestErrorsTest, EachSaysWhatIsWrong) {
  struct Case {
    std::string text;
    const char* fault;  // a part of it
  };
  const Case cases[] = {
      {"", "not well-formed"},
      {"<MPD", "not well-formed"},
      {"<MPD><Period></MPD>", "not well-formed"},
      {"<html><body>MPD</body></html>", "no MPD"},
      {Mpd("", ""), "without a Period"},
      {Mpd("type=\"dynamic\"", "<Period/>"), "without a Period that has a start"},
      {Mpd("minimumUpdatePeriod=\"soon\"", "<Period/>"), "MPD@minimumUpdatePeriod is malformed"},
      {Mpd("availabilityStartTime=\"yesterday\"", "<Period/>"), "MPD@availabilityStartTime"},
      {Mpd("", PeriodText("start=\"5\"", "")), "Period@start"},
      {Mpd("", PeriodText("", Video("<SegmentTemplate timescale=\"0\"/>"))), "@timescale"},
      {Mpd("", PeriodText("", Video("<SegmentTemplate timescale=\"x\x01\"/>"))), "range: x?"},
      {Mpd("", PeriodText("", Video("<SegmentTemplate duration=\"-2\"/>"))), "@duration"},
      {Mpd("", PeriodText("", Video("<SegmentTemplate startNumber=\"99999999999999999999\"/>"))),
       "@startNumber"},
      {Mpd("",
           PeriodText("", Video("<SegmentList><SegmentURL mediaRange=\"9-1\"/></SegmentList>"))),
       "mediaRange"},
      {Mpd("", PeriodText("", Video("<SegmentBase><Initialization range=\"x\"/></SegmentBase>"))),
       "Initialization@range"},
      {WithTimeline("<S t=\"0\"/>"), "S without @d"},
      {WithTimeline("<S d=\"0\"/>"), "S@d"},
      {WithTimeline("<S d=\"1\" r=\"-2\"/>"), "S@r"},
      {WithTimeline("<S d=\"1\" r=\"99999999999\"/>"), "S@r"},
      {WithTimeline(Repeated("<S d=\"1\" r=\"60000\"/>", 2)), "more than 100000 segments"},
      {Mpd("", "<BaseURL>" + std::string(9000, 'x') + "</BaseURL><Period/>"), "longer than 8192"},
      {Mpd("", Repeated("<Period start=\"PT1S\"/>", 1001)), "more than 1000 Periods"},
      {Mpd("", PeriodText("", "<AdaptationSet>" + Repeated("<Representation/>", 5001) +
                                  "</AdaptationSet>")),
       "more than 5000 Representations"},
      {Mpd("", Repeated("<a/>", 200001)), "more than 200000 tags"},
      {Mpd("", "<a " + Repeated("b=\"\" ", 400001) + "/>"), "400000 attributes"},
      {Mpd("", std::string(5 << 20, ' ')), "longer than 4 MiB"},
  };
  for (const auto& [text, fault] : cases) {
    const auto manifest = ParseManifest(text, kUrl);
    ASSERT_FALSE(manifest.ok()) << fault;
    EXPECT_EQ(manifest.status().reason(), "invalid_data") << fault;
    EXPECT_NE(manifest.status().message().find(fault), std::string::npos)
        << manifest.status().message();
  }
}

TEST(ManifestErrorsTest, EntitiesAreNotExpanded) {
  const std::string bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE MPD [<!ENTITY a \"xxxxxxxxxx\">"
      "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>"
      "<MPD><BaseURL>&b;&c;</BaseURL><Period id=\"&b;\"/></MPD>";
  const Manifest manifest = Parsed(bomb);
  ASSERT_EQ(manifest.periods.size(), 1u);
  EXPECT_EQ(manifest.periods[0].id, "&b;");
}

TEST(ManifestErrorsTest, DeepNestingIsNoProblem) {
  const std::string deep = Repeated("<a>", 90000) + Repeated("</a>", 90000);
  EXPECT_EQ(Parsed(Mpd("", deep + "<Period/>")).periods.size(), 1u);
}

TEST(ManifestErrorsTest, WhatIsNotKnownIsPassedOver) {
  const Manifest manifest =
      Parsed(Mpd("x=\"y\" type=\"other\"",
                 "<Unknown/><UTCTiming/><ProgramInformation><Title/></ProgramInformation>" +
                     PeriodText("assetId=\"1\"", Video("<FramePacking/>"))));
  EXPECT_FALSE(manifest.dynamic);
  EXPECT_EQ(manifest.periods.at(0).sets.size(), 1u);
}

}  // namespace
}  // namespace vedette::dash
