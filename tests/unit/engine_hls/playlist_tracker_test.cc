#include "engine/hls/playlist_tracker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <string>
#include <tuple>

namespace vedette::hls {
namespace {

using base::milliseconds;
using base::seconds;
using base::SteadyTime;
using Start = PlaylistTracker::Start;
using Update = PlaylistTracker::Update;

constexpr SteadyTime kBegin{std::chrono::hours(1)};

class PlaylistTrackerTest : public ::testing::Test {
 protected:
  // A window of segments [begin, end), named after their numbers; "b" when they begin with that.
  MediaPlaylist Window(int64_t begin, int64_t end, const std::string& prefix = "s") {
    MediaPlaylist playlist;
    playlist.target_duration = 4;
    playlist.media_sequence = begin;
    for (int64_t i = begin; i < end; ++i) {
      Segment segment;
      segment.uri = names_.emplace_back(prefix + std::to_string(i));
      segment.duration = 4;
      playlist.segments.push_back(segment);
    }
    return playlist;
  }
  Update Feed(const MediaPlaylist& playlist, milliseconds at, milliseconds took = {}) {
    return tracker_.Feed(playlist, kBegin + at, kBegin + at + took);
  }
  milliseconds NextLook() const {
    return std::chrono::duration_cast<milliseconds>(tracker_.next_look() - kBegin);
  }

  std::deque<std::string> names_;
  PlaylistTracker tracker_{Start::kNewest};
};

TEST_F(PlaylistTrackerTest, StartsAtTheNewestSegmentThatIsNoGap) {
  MediaPlaylist playlist = Window(10, 14);
  playlist.segments[3].gap = true;
  const Update update = Feed(playlist, seconds(0));
  EXPECT_TRUE(update.first);
  EXPECT_TRUE(update.changed);
  EXPECT_FALSE(update.sequence_reset);
  EXPECT_EQ(update.first_new, 2u);
  EXPECT_EQ(tracker_.media_sequence(), 10);
  EXPECT_EQ(tracker_.segments(), 4);
}

TEST_F(PlaylistTrackerTest, StartsWhereItIsTold) {
  MediaPlaylist playlist = Window(0, 9);
  for (const auto& [start, endlist, first] :
       {std::tuple{Start::kNewest, true, 8u}, std::tuple{Start::kBeginning, false, 0u},
        std::tuple{Start::kNewestUnlessEnded, false, 8u},
        std::tuple{Start::kNewestUnlessEnded, true, 0u}}) {
    PlaylistTracker tracker(start);
    playlist.endlist = endlist;
    EXPECT_EQ(tracker.Feed(playlist, kBegin, kBegin).first_new, first);
  }
  MediaPlaylist gaps = Window(0, 2);
  gaps.segments[0].gap = gaps.segments[1].gap = true;
  EXPECT_EQ(Feed(gaps, seconds(0)).first_new, 2u);
}

TEST_F(PlaylistTrackerTest, ReloadsAtThePaceOfTheRfc) {
  Feed(Window(0, 4), seconds(0), milliseconds(300));
  EXPECT_EQ(NextLook(), seconds(4));  // counted from the beginning of the request
  Feed(Window(0, 4), seconds(4));
  EXPECT_EQ(NextLook(), seconds(6));
  tracker_.FeedUnchanged(kBegin + seconds(6), kBegin + seconds(6));
  EXPECT_EQ(NextLook(), seconds(8));
  Feed(Window(1, 5), seconds(8));
  EXPECT_EQ(NextLook(), seconds(12));
  Feed(Window(2, 6), seconds(12), seconds(5));
  EXPECT_EQ(NextLook(), seconds(17));  // the answer took longer than the wait
  MediaPlaylist ended = Window(3, 7);
  ended.endlist = true;
  Feed(ended, seconds(20));
  EXPECT_EQ(NextLook(), seconds(32));
}

TEST_F(PlaylistTrackerTest, NeverAsksWithoutPause) {
  MediaPlaylist playlist = Window(0, 1);
  playlist.target_duration = 0;
  Feed(playlist, seconds(0));
  EXPECT_EQ(NextLook(), milliseconds(250));
  tracker_.FeedFailure(kBegin, kBegin + seconds(9), seconds(0));
  EXPECT_EQ(NextLook(), milliseconds(9500));
}

TEST_F(PlaylistTrackerTest, CountsFailuresAndWaitsAsAsked) {
  const auto fail = [&](seconds at, seconds retry_after) {
    tracker_.FeedFailure(kBegin + at, kBegin + at, retry_after);
  };
  fail(seconds(0), seconds(0));
  EXPECT_EQ(NextLook(), seconds(2));
  EXPECT_FALSE(tracker_.seen());
  fail(seconds(2), seconds(30));
  EXPECT_EQ(NextLook(), seconds(32));
  fail(seconds(40), seconds(100000));
  EXPECT_EQ(NextLook(), seconds(340));
  EXPECT_EQ(tracker_.failures(), 3);
  Feed(Window(0, 4), seconds(340));
  EXPECT_EQ(tracker_.failures(), 0);
}

TEST_F(PlaylistTrackerTest, SaysWhatIsNewAndWhatWasMissed) {
  Feed(Window(0, 4), seconds(0));
  Update update = Feed(Window(2, 6), seconds(4));
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.first_new, 2u);
  EXPECT_EQ(update.missed, 0);
  update = Feed(Window(2, 6), seconds(8));
  EXPECT_FALSE(update.changed);
  EXPECT_EQ(update.first_new, 4u);
  update = Feed(Window(9, 13), seconds(60));
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.first_new, 0u);
  EXPECT_EQ(update.missed, 3);
  EXPECT_EQ(tracker_.next_sequence(), 13);
}

TEST_F(PlaylistTrackerTest, KnowsHowLongItHasStoodStill) {
  EXPECT_EQ(tracker_.StaleSeconds(kBegin), 0);
  Feed(Window(0, 4), seconds(0));
  Feed(Window(0, 4), seconds(4));
  tracker_.FeedFailure(kBegin + seconds(6), kBegin + seconds(6), seconds(0));
  EXPECT_DOUBLE_EQ(tracker_.StaleSeconds(kBegin + seconds(7)), 7);
  Feed(Window(1, 5), seconds(8));
  EXPECT_DOUBLE_EQ(tracker_.StaleSeconds(kBegin + seconds(9)), 1);
}

TEST_F(PlaylistTrackerTest, TargetDurationIsTheLongestSegmentIfThatIsLonger) {
  MediaPlaylist playlist = Window(0, 4);
  playlist.segments[1].duration = 6.5;
  Feed(playlist, seconds(0));
  EXPECT_DOUBLE_EQ(tracker_.target_duration(), 6.5);
  EXPECT_EQ(NextLook(), seconds(4));  // the pace is TARGETDURATION's
}

TEST_F(PlaylistTrackerTest, ACountThatBeginsAnewIsAReset) {
  Feed(Window(1000, 1004), seconds(0));
  Update update = Feed(Window(0, 2), seconds(4));
  EXPECT_TRUE(update.sequence_reset);
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.first_new, 1u);
  update = Feed(Window(0, 3), seconds(8));
  EXPECT_FALSE(update.sequence_reset);
  EXPECT_EQ(update.first_new, 2u);
  // A small step back, but other segments.
  EXPECT_TRUE(Feed(Window(0, 2, "other"), seconds(12)).sequence_reset);
}

TEST_F(PlaylistTrackerTest, AnOlderCopyIsNoReset) {
  Feed(Window(100, 104), seconds(0));
  Feed(Window(102, 106, "s"), seconds(4));
  Update update = Feed(Window(101, 105), seconds(8));  // from a cache that lags behind
  EXPECT_FALSE(update.sequence_reset);
  EXPECT_FALSE(update.changed);
  MediaPlaylist signed_anew = Window(101, 105);
  for (Segment& segment : signed_anew.segments) {
    segment.uri = names_.emplace_back(std::string(segment.uri) + "?token=2");
  }
  EXPECT_FALSE(Feed(signed_anew, seconds(10)).sequence_reset);
  EXPECT_FALSE(Feed(Window(101, 101), seconds(11)).sequence_reset);  // empty: says nothing
  update = Feed(Window(103, 107), seconds(12));
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.first_new, 3u);
}

TEST_F(PlaylistTrackerTest, SkippedSegmentsCount) {
  Feed(Window(0, 10), seconds(0));
  MediaPlaylist delta = Window(0, 0);
  delta.skipped_segments = 8;
  delta.media_sequence = 1;
  for (const char* const name : {"s9", "s10"}) {
    Segment segment;
    segment.uri = name;
    segment.duration = 4;
    delta.segments.push_back(segment);
  }
  const Update update = Feed(delta, seconds(4));
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.first_new, 1u);
  EXPECT_EQ(tracker_.segments(), 10);
}

}  // namespace
}  // namespace vedette::hls
