#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/unit/engine_checks/scene.h"

namespace vedette::checks {
namespace {

// Any sequence of facts, with clocks that jump, must leave consistent events behind.
class RandomStream {
 public:
  explicit RandomStream(unsigned seed) : random_(seed) {}

  void Feed(StreamChecks& checks) {
    now_ += Below(20) == 0 ? Below(2000) / 10.0 - 60 : Below(100) / 200.0;
    const FactTime time = Below(50) == 0 ? FactTime{.wall = WallAt(now_)} : At(now_);
    switch (Below(12)) {
      case 0:
        checks.On(PictureFact{time, 0.04, Below(2) == 0, Below(2) == 0, Below(2) * 1.0,
                              Difference(), false});
        break;
      case 1:
        checks.On(StillRunFact{At(now_ - Below(50) / 10.0), time, Below(2) == 0});
        break;
      case 2:
        checks.On(SoundFact{time, Below(4), 0.5, std::vector<float>(Below(3), Below(2) * 0.1F)});
        break;
      case 3:
        checks.On(TracksFact{
            time, Below(2) == 0, {"mpegts", {VideoTrack(100 + Below(2)), AudioTrack()}}});
        break;
      case 4:
        checks.On(TimestampFact{time, Below(3), Below(2) == 0, Below(40) / 10.0});
        break;
      case 5:
        checks.On(TsFact{time, {{time, Below(100), Below(16), Below(9) == 0}}, 10});
        break;
      case 6:
        checks.On(Look());
        break;
      case 7:
        checks.On(Segment());
        break;
      case 8:
        checks.On(SessionFact{WallAt(now_), static_cast<SessionFact::Kind>(Below(5)), "eof", "x"});
        break;
      case 9:
        checks.Tick(WallAt(now_));
        break;
      default:
        checks.On(UnitFact{time, Below(20), static_cast<media::TrackType>(Below(5)), now_,
                           Below(3) * 0.02, false, Below(100000), WallAt(now_)});
    }
  }
  double now() const { return now_; }

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  double Difference() {
    const double values[] = {0, 0.0005, 0.005, 0.05, std::nan("")};
    return values[Below(5)];
  }
  SegmentFact Segment() {
    SegmentFact segment;
    segment.wall = WallAt(now_);
    segment.rendition = std::to_string(Below(80));
    segment.problem = static_cast<SegmentFact::Problem>(Below(3));
    segment.duration = 4;
    segment.download_seconds = Below(6);
    return segment;
  }
  PlaylistFact Look() {
    PlaylistFact look;
    look.wall = WallAt(now_);
    look.rendition = std::to_string(Below(80));
    look.problem = static_cast<PlaylistFact::Problem>(Below(3));
    look.endlist = Below(4) == 0;
    look.target_duration = Below(8);
    look.stale_seconds = Below(30);
    return look;
  }

  std::mt19937 random_;
  double now_ = 100;
};

TEST(RandomFacts, EveryEventEndsAndNumbersAreKept) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    CheckOptions options;
    options.depth = seed % 2 == 0 ? Depth::kFull : Depth::kKeyframes;
    options.segmented = seed % 3 == 0;
    options.live = seed % 5 != 0;
    StreamChecks checks(options);
    RandomStream stream(seed);
    std::map<uint64_t, EventRecord> events;
    const auto take = [&] {
      for (const EventRecord& event : checks.TakeChanges().events) {
        const auto known = events.find(event.number);
        const bool same = known == events.end() || known->second.check == event.check;
        EXPECT_TRUE(same) << event.check;
        events[event.number] = event;
      }
    };
    for (int i = 0; i < 1000; ++i) {
      stream.Feed(checks);
      if (i % 7 == 0) take();
      const Verdict verdict = checks.Judge(WallAt(stream.now()));
      ASSERT_GE(verdict.score, 0);
      ASSERT_LE(verdict.score, 100);
      const double share = checks.Cover(WallAt(stream.now())).share;
      ASSERT_TRUE(share >= 0 && share <= 1) << share;
    }
    checks.Finish(At(stream.now() + 1));
    take();
    EXPECT_FALSE(events.empty());
    for (const auto& [number, event] : events) {
      ASSERT_TRUE(event.end.has_value()) << event.check << " seed " << seed;
      EXPECT_GE(event.severity, Severity::kInfo);
      const bool backwards = event.end->media < event.start.media;
      EXPECT_FALSE(backwards) << event.check << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace vedette::checks
