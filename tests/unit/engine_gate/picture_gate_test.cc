#include "engine/gate/picture_gate.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace vedette::gate {
namespace {

constexpr double kFrame = 0.04;

// 25 pictures a second, a key picture every 2 s, jobs of 4 s; says how each was decoded.
class PictureGateTest : public testing::Test {
 protected:
  PictureGateTest() { gate_.Reset(1920, 1080); }

  // `bytes(i)`: size of inter picture i.
  template <typename Bytes>
  void Play(double seconds, Bytes bytes, int gop = 50) {
    while (next_ * kFrame < seconds - 1e-9) {
      std::vector<CodedPicture> pictures;
      const int first = next_;
      for (; next_ < first + 100; ++next_) {
        const bool key = next_ % gop == 0;
        const int size = key ? 100000 + next_ % 9 * 300 : bytes(next_);
        pictures.push_back({next_ * kFrame, kFrame, key, size});
      }
      gate_.Plan(pictures, job_);
      for (size_t i = 0; i < pictures.size(); ++i) {
        const PicturePlan plan = gate_.Next(checks::Depth::kKeyframes, job_);
        const int number = first + static_cast<int>(i);
        if (plan.decode == Decode::kAlone) alone_.insert(number);
        if (plan.decode == Decode::kSequence) sequence_.insert(number);
        if (plan.decode == Decode::kTop) {
          top_.insert(number);
          if (top_is_still_ && gate_.LooksAgain()) continue;
          if (top_is_still_) alone_.insert(number);
        }
        if (plan.decode == Decode::kAlone || plan.decode == Decode::kTop) {
          gate_.Saw(number * kFrame, fault_ && number >= fault_from_);
        }
      }
    }
  }

  PictureGate gate_;
  JobPlan job_;
  bool fault_ = false;
  int fault_from_ = 0;
  bool top_is_still_ = false;
  int next_ = 0;
  std::set<int> alone_, sequence_, top_;
};

int Moving(int i) { return 13500 + i % 7 * 20; }

TEST_F(PictureGateTest, HealthyPicturesAreLookedAtEveryTwentySecondsOneInThreeWhole) {
  Play(124, Moving);
  EXPECT_EQ(alone_, (std::set<int>{0, 50, 1550, 3050}));
  EXPECT_EQ(top_, (std::set<int>{550, 1050, 2050, 2550}));
  EXPECT_TRUE(sequence_.empty());
}

TEST_F(PictureGateTest, StreamsThatBeginTogetherAreLookedAtOneAfterTheOther) {
  gate_.Reset(1920, 1080, 0.3);
  Play(64, Moving);
  EXPECT_EQ(alone_, (std::set<int>{0, 50, 1400}));
  EXPECT_EQ(top_, (std::set<int>{400, 900}));
}

TEST_F(PictureGateTest, TopRowsSeenBeforeAreSeenAgainAtTheNextKeyPictureBeforeTwoWholeOnesAre) {
  Play(20, Moving);
  top_is_still_ = true;
  Play(44, Moving);
  EXPECT_EQ(top_, (std::set<int>{550, 600}));
  EXPECT_EQ(alone_, (std::set<int>{0, 50, 600, 650}));
}

TEST_F(PictureGateTest, AFreezeThatOnlyTheSecondWholePictureShowsIsFollowed) {
  Play(20, Moving);
  top_is_still_ = true;
  alone_.clear();
  fault_ = true;
  fault_from_ = 650;  // 600 differs from the whole one long before
  Play(32, Moving);
  EXPECT_EQ(alone_, (std::set<int>{600, 650, 700, 750}));
}

TEST_F(PictureGateTest, AStillRunHasItsEdgesDecodedInFullAndItsKeyPicturesAlone) {
  Play(24, [](int i) { return i >= 210 && i < 380 ? 75 : Moving(i); });
  EXPECT_EQ(sequence_.size(), 100u);
  EXPECT_TRUE(sequence_.count(210) && sequence_.count(380));
  EXPECT_TRUE(alone_.count(250) && alone_.count(300));
  EXPECT_FALSE(alone_.count(500));
}

TEST_F(PictureGateTest, SuspicionIsLookedAtWhole) {
  Play(64, [](int i) { return i >= 410 && i < 1380 ? 75 : Moving(i); });
  for (const int key : {450, 1000, 1300}) EXPECT_TRUE(alone_.count(key)) << key;
  EXPECT_TRUE(sequence_.count(410) && sequence_.count(1380));
  top_.clear();
  alone_.clear();
  fault_ = true;
  Play(104, Moving);
  EXPECT_EQ(top_.size(), 1U) << "the look that showed the fault";
  EXPECT_GT(alone_.size(), 10U);
}

TEST_F(PictureGateTest, AfterFaultsThatSizesDoNotShowEveryKeyPictureIsDecoded) {
  fault_ = true;
  Play(12, Moving);
  fault_ = false;
  alone_.clear();
  Play(24, Moving);
  EXPECT_EQ(alone_.size(), 6u);
}

TEST_F(PictureGateTest, OfKeyPicturesAloneTwoASecondAreDecoded) {
  Play(8, Moving, 1);
  alone_.clear();
  Play(16, Moving, 1);
  EXPECT_NEAR(static_cast<double>(alone_.size()), 16, 2);
}

TEST_F(PictureGateTest, WhereNoPictureStandsAloneAllAreDecoded) {
  Play(4, Moving);
  gate_.SawNoKey();
  Play(8, Moving);
  EXPECT_EQ(sequence_.size(), 100u);
}

}  // namespace
}  // namespace vedette::gate
