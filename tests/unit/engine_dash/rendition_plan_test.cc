#include "engine/dash/rendition_plan.h"

#include "tests/unit/engine_dash/manifests.h"

namespace vedette::dash {
namespace {

std::string Set(const std::string& type, const std::string& inside,
                const std::vector<std::pair<const char*, int>>& representations) {
  std::string text = "<AdaptationSet contentType=\"" + type + "\">" + inside;
  for (const auto& [id, bandwidth] : representations) {
    text += "<Representation id=\"" + std::string(id) + "\" bandwidth=\"" +
            std::to_string(bandwidth) + "\"><SegmentTemplate media=\"m\" duration=\"2\"/>" +
            "</Representation>";
  }
  return text + "</AdaptationSet>";
}

// The ids in the order of their lanes.
std::string Plan(const std::string& sets, Choice choice) {
  const Manifest manifest = Parsed(Mpd("", PeriodText("", sets)));
  std::string ids;
  for (const PlannedRepresentation& planned : PlanPeriod(manifest.periods.at(0), choice)) {
    ids += (ids.empty() ? "" : " ") + planned.representation->id;
  }
  return ids;
}

TEST(RenditionPlanTest, ChoosesVideoAndItsAudio) {
  const std::string video = Set("video", "", {{"v1", 100}, {"v3", 300}, {"v2", 200}});
  const std::string high = Set("video", "", {{"v4", 400}});
  const std::string english = Set("audio", "", {{"e1", 10}, {"e2", 20}});
  const std::string german = Set("audio", "<Role value=\"main\"/>", {{"g1", 10}});
  const std::string trick =
      Set("video", "<EssentialProperty schemeIdUri=\"http://dashif.org/guidelines/trickmode\"/>",
          {{"t", 900}});
  const std::string text = Set("text", "", {{"s", 1}});
  const std::string file =
      "<AdaptationSet contentType=\"video\"><Representation id=\"f\" bandwidth=\"999\">"
      "<BaseURL>f.mp4</BaseURL></Representation></AdaptationSet>";
  struct Case {
    std::string sets;
    const char* highest;
    const char* lowest;
    const char* all;
  };
  const Case cases[] = {
      {video, "v3", "v1", "v3 v1 v2"},
      {video + high, "v4", "v1", "v4 v1 v3 v2"},
      {text + english + video, "v3 e2", "v1 e1", "v3 v1 v2 e2 e1"},
      {video + english + german, "v3 g1", "v1 g1", "v3 v1 v2 e2 e1 g1"},
      {video + german + english, "v3 g1", "v1 g1", "v3 v1 v2 e2 g1 e1"},
      {trick + video + file, "v3", "v1", "v3 v1 v2"},
      {english, "e2", "e1", "e2 e1"},
      {text + file, "", "", ""},
  };
  for (const auto& [sets, highest, lowest, all] : cases) {
    EXPECT_EQ(Plan(sets, Choice::kHighest), highest);
    EXPECT_EQ(Plan(sets, Choice::kLowest), lowest);
    EXPECT_EQ(Plan(sets, Choice::kAll), all);
  }
}

TEST(RenditionPlanTest, OfEqualOnesTheFirst) {
  const std::string video = Set("video", "", {{"a", 100}, {"b", 100}});
  EXPECT_EQ(Plan(video, Choice::kHighest), "a");
  EXPECT_EQ(Plan(video, Choice::kLowest), "a");
}

TEST(RenditionPlanTest, IsBounded) {
  std::vector<std::pair<const char*, int>> many(200, {"v", 1});
  const Manifest manifest = Parsed(Mpd("", PeriodText("", Set("video", "", many))));
  EXPECT_EQ(PlanPeriod(manifest.periods.at(0), Choice::kAll).size(), kMaxPlanned);
}

}  // namespace
}  // namespace vedette::dash
