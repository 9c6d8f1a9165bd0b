// Recall, precision and edges of the picture and sound checks on the fault corpus, beside FFmpeg's
// own filters. VEDETTE_GOLDEN_DIR keeps the clips (the build directory by default); a part of a
// clip's name in VEDETTE_GOLDEN_CLIP runs only that clip and prints what was seen.
#include "tests/golden/fault_corpus.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "engine/media/library_scope.h"
#include "tests/golden/clip_watch.h"
#include "tests/golden/fault_score.h"

namespace vedette::golden {
namespace {

constexpr double kLeastShare = 0.99;   // recall and precision of each check
constexpr double kEdge = 0.1;          // seconds, at the 95th percentile
constexpr double kMostDecoded = 0.15;  // of the key pictures of clean clips

// From sockets pieces are too short to hold the GOP around an edge: sizes alone are the clock, and
// a fault inside one GOP of 10 s shows no key picture to tell black from a freeze.
constexpr double kLeastShareBySizes = 0.95;
constexpr double kEdgeBySizes = 0.5;

constexpr double kEdgeBySamples = 0.5;

bool IsOfSound(const std::string& check) { return check == "silence" || check == "dead_air"; }

struct Way {
  const char* name;
  checks::Depth depth;
  Feed feed;
  Effort effort = Effort::kWhole;
};
constexpr Way kWays[] = {
    {"full, file", checks::Depth::kFull, Feed::kFile},
    {"keyframes, file", checks::Depth::kKeyframes, Feed::kFile},
    {"keyframes, segments", checks::Depth::kKeyframes, Feed::kSegments},
    {"keyframes, socket", checks::Depth::kKeyframes, Feed::kSocket},
    {"thrifty, segments", checks::Depth::kKeyframes, Feed::kSegments, Effort::kThrifty},
};
constexpr size_t kWayCount = std::size(kWays);

struct Outcome {
  std::string error;
  std::string path;
  Seen seen[kWayCount];
  std::vector<Fault> filters;
};

std::string Directory() {
  const char* set = std::getenv("VEDETTE_GOLDEN_DIR");
  return set != nullptr && *set != '\0' ? set : VEDETTE_GOLDEN_CACHE;
}

// On as many threads as cores.
void ForEach(size_t count, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (size_t at; (at = next++) < count;) work(at);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

Outcome Examine(const Clip& clip) {
  Outcome outcome;
  const base::Result<std::string> path = MakeClip(clip, Directory());
  if (!path.ok()) {
    outcome.error = path.status().message();
    return outcome;
  }
  outcome.path = *path;
  base::Result<std::vector<Fault>> filters = RunFilters(*path);
  if (filters.ok()) outcome.filters = std::move(*filters);
  for (size_t i = 0; i < kWayCount; ++i) {
    outcome.seen[i] =
        WatchClip(*path, clip.seconds, kWays[i].depth, kWays[i].feed, kWays[i].effort);
  }
  return outcome;
}

void PrintLine(const char* way, const char* check, const FaultScore::Line& line) {
  std::printf(
      "%-22s %-9s %4d faults  recall %6.2f %%  precision %6.2f %%  edges p50 %5.3f s  p95 %5.3f s  "
      "worst %5.2f s\n",
      way, check, line.faults, 100 * line.Recall(), 100 * line.Precision(), line.EdgeError(0.5),
      line.EdgeError(0.95), line.EdgeError(1));
}

TEST(FaultCorpusTest, FaultsAreFoundAndNothingElse) {
  const media::LibraryScope library;
  std::vector<Clip> clips = FaultCorpus();
  const char* chosen = std::getenv("VEDETTE_GOLDEN_CLIP");
  if (chosen != nullptr && *chosen != '\0') {
    std::erase_if(clips,
                  [&](const Clip& clip) { return clip.name.find(chosen) == std::string::npos; });
  }
  std::vector<Outcome> outcomes(clips.size());
  ForEach(clips.size(), [&](size_t i) { outcomes[i] = Examine(clips[i]); });

  FaultScore filters(kEdge);
  std::vector<FaultScore> scores(kWayCount, FaultScore(kEdge));
  int64_t decoded[kWayCount] = {}, keys[kWayCount] = {};
  for (size_t i = 0; i < clips.size(); ++i) {
    ASSERT_EQ(outcomes[i].error, "") << clips[i].name;
    const std::string theirs = filters.Add(clips[i], outcomes[i].filters);
    if (chosen != nullptr)
      std::printf("%s: %s\n  filters:%s\n", clips[i].name.c_str(), outcomes[i].path.c_str(),
                  theirs.c_str());
    for (size_t w = 0; w < kWayCount; ++w) {
      const Seen& seen = outcomes[i].seen[w];
      const std::string wrong = scores[w].Add(clips[i], seen.events);
      if (!wrong.empty() || chosen != nullptr) {
        std::printf("%-26s %-20s:%s decoded %ld, %ld keys\n", clips[i].name.c_str(), kWays[w].name,
                    wrong.c_str(), static_cast<long>(seen.decoded_pictures),
                    static_cast<long>(seen.key_pictures));
      }
      if (!clips[i].clean) continue;
      decoded[w] += seen.decoded_pictures;
      keys[w] += seen.key_pictures;
    }
  }
  std::printf("%zu clips\n", clips.size());
  for (const char* check : kChecks) PrintLine("FFmpeg's filters", check, filters.Of(check));
  for (size_t w = 0; w < kWayCount; ++w) {
    for (const char* check : kChecks) {
      const FaultScore::Line& line = scores[w].Of(check);
      PrintLine(kWays[w].name, check, line);
      const bool by_sizes = kWays[w].feed == Feed::kSocket;
      const double least = by_sizes ? kLeastShareBySizes : kLeastShare;
      const double recall = by_sizes ? least : std::max(least, filters.Of(check).Recall());
      const double precision = by_sizes ? least : std::max(least, filters.Of(check).Precision());
      EXPECT_GE(line.Recall(), recall) << kWays[w].name << " " << check;
      EXPECT_GE(line.Precision(), precision) << kWays[w].name << " " << check;
      const bool sampled = kWays[w].effort == Effort::kThrifty && IsOfSound(check);
      const double edge = by_sizes ? kEdgeBySizes : sampled ? kEdgeBySamples : kEdge;
      EXPECT_LE(line.EdgeError(0.95), edge) << kWays[w].name << " " << check;
    }
    if (kWays[w].depth == checks::Depth::kFull || keys[w] == 0) continue;
    const double share = static_cast<double>(decoded[w]) / static_cast<double>(keys[w]);
    std::printf("%-22s decodes %.1f %% of the key pictures of clean clips\n", kWays[w].name,
                100 * share);
    EXPECT_LE(share, kMostDecoded) << kWays[w].name;
  }
}

}  // namespace
}  // namespace vedette::golden
