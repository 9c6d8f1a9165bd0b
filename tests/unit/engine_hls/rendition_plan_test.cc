#include "engine/hls/rendition_plan.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace vedette::hls {
namespace {

Variant MakeVariant(std::string_view uri, int64_t bandwidth, std::string_view audio = "") {
  Variant variant;
  variant.uri = uri;
  variant.bandwidth = bandwidth;
  variant.audio = audio;
  return variant;
}

Rendition MakeRendition(RenditionType type, std::string_view uri, std::string_view group,
                        bool is_default = false) {
  Rendition rendition;
  rendition.type = type;
  rendition.uri = uri;
  rendition.group = group;
  rendition.is_default = is_default;
  return rendition;
}

MasterPlaylist Master() {
  MasterPlaylist master;
  master.variants = {MakeVariant("low", 1, "a"), MakeVariant("high", 3, "a"),
                     MakeVariant("same", 3, "a"), MakeVariant("high", 2, "b")};
  master.renditions = {MakeRendition(RenditionType::kAudio, "other", "b", true),
                       MakeRendition(RenditionType::kAudio, "german", "a"),
                       MakeRendition(RenditionType::kAudio, "english", "a", true),
                       MakeRendition(RenditionType::kVideo, "camera", "v"),
                       MakeRendition(RenditionType::kSubtitles, "text", "s"),
                       MakeRendition(RenditionType::kClosedCaptions, "", "c")};
  master.iframe_variants = {MakeVariant("iframes", 1)};
  return master;
}

using Lanes = std::vector<std::pair<std::string, int>>;

Lanes LanesOf(const MasterPlaylist& master, Choice choice) {
  Lanes lanes;
  for (const WatchedPlaylist& playlist : PlanRenditions(master, choice)) {
    lanes.emplace_back(playlist.uri, playlist.lane);
  }
  return lanes;
}

TEST(RenditionPlanTest, WatchesEveryPlaylistOnceAndLooksIntoTheChosen) {
  EXPECT_EQ(LanesOf(Master(), Choice::kHighest), (Lanes{{"high", 0},
                                                        {"english", 1},
                                                        {"low", -1},
                                                        {"same", -1},
                                                        {"other", -1},
                                                        {"german", -1},
                                                        {"camera", -1},
                                                        {"text", -1},
                                                        {"iframes", -1}}));
  EXPECT_EQ(LanesOf(Master(), Choice::kLowest), (Lanes{{"low", 0},
                                                       {"english", 1},
                                                       {"high", -1},
                                                       {"same", -1},
                                                       {"other", -1},
                                                       {"german", -1},
                                                       {"camera", -1},
                                                       {"text", -1},
                                                       {"iframes", -1}}));
  EXPECT_EQ(LanesOf(Master(), Choice::kAll), (Lanes{{"high", 0},
                                                    {"english", 1},
                                                    {"low", 2},
                                                    {"same", 3},
                                                    {"other", 4},
                                                    {"german", 5},
                                                    {"camera", -1},
                                                    {"text", -1},
                                                    {"iframes", -1}}));
}

TEST(RenditionPlanTest, AudioInsideTheVariantNeedsNoLane) {
  MasterPlaylist master = Master();
  master.renditions[2].uri = "";
  EXPECT_EQ(LanesOf(master, Choice::kHighest)[1], (std::pair<std::string, int>("low", -1)));
}

TEST(RenditionPlanTest, IsBounded) {
  MasterPlaylist master;
  std::deque<std::string> names;
  for (int i = 0; i < 200; ++i) {
    names.push_back("v" + std::to_string(i));
    master.variants.push_back(MakeVariant(names.back(), i));
  }
  const std::vector<WatchedPlaylist> plan = PlanRenditions(master, Choice::kHighest);
  EXPECT_EQ(plan.size(), kMaxWatchedPlaylists);
  EXPECT_EQ(plan[0].uri, "v199");
  EXPECT_TRUE(PlanRenditions({}, Choice::kAll).empty());
}

}  // namespace
}  // namespace vedette::hls
