#include "engine/gate/size_evidence.h"

#include <gtest/gtest.h>

namespace vedette::gate {
namespace {

constexpr double kFrame = 0.04;
constexpr int kGop = 50;

// A 1080p25 encode without reordering: pictures of 13,500 bytes, a key frame of 100,000 every 2 s.
class SizeEvidenceTest : public testing::Test {
 protected:
  SizeEvidenceTest() { evidence_.Reset(1920, 1080); }

  // Pictures from `next_` to `seconds`, inter pictures of `bytes`.
  void Play(double seconds, int bytes) {
    for (; next_ * kFrame < seconds - 1e-9; ++next_) {
      const bool key = next_ % kGop == 0;
      // Pictures with something in them differ in size; that they do not is evidence by itself.
      const int spread = bytes > 500 ? next_ % 7 * 20 : 0;
      evidence_.Add({next_ * kFrame, kFrame, key, key ? 100000 : bytes + spread});
    }
  }

  SizeEvidence evidence_;
  int next_ = 0;
};

TEST_F(SizeEvidenceTest, FindsAFreezeToTheFrame) {
  Play(25.52, 13500);
  EXPECT_FALSE(evidence_.Current().has_value());
  Play(31.52, 75);
  ASSERT_TRUE(evidence_.Current().has_value());
  EXPECT_TRUE(evidence_.Current()->open);
  Play(40, 13500);
  EXPECT_FALSE(evidence_.Current().has_value());
  const std::optional<StillRun> run = evidence_.TakeEnded();
  ASSERT_TRUE(run.has_value());
  EXPECT_FALSE(run->open);
  EXPECT_NEAR(run->start, 25.52, 1e-6);
  EXPECT_NEAR(run->end, 31.52, 1e-6);
  EXPECT_FALSE(evidence_.TakeEnded().has_value());
}

TEST_F(SizeEvidenceTest, ARefinementPictureDoesNotEndTheRun) {
  Play(4, 13500);
  Play(6, 75);
  evidence_.Add({6.0, kFrame, false, 90000});
  ++next_;
  Play(8, 75);
  Play(12, 13500);
  const std::optional<StillRun> run = evidence_.TakeEnded();
  ASSERT_TRUE(run.has_value());
  EXPECT_NEAR(run->start, 4.04, 1e-6);  // 4.00 is a key frame
  EXPECT_NEAR(run->end, 8.0, 1e-6);
}

TEST_F(SizeEvidenceTest, ReorderedPicturesMoveTheStartBack) {
  Play(4, 13500);
  evidence_.Add({4.00, kFrame, true, 100000});
  evidence_.Add({4.16, kFrame, false, 75});
  evidence_.Add({4.08, kFrame, false, 75});
  evidence_.Add({4.04, kFrame, false, 75});
  evidence_.Add({4.12, kFrame, false, 75});
  next_ = 105;
  Play(5, 75);
  ASSERT_TRUE(evidence_.Current().has_value());
  EXPECT_NEAR(evidence_.Current()->start, 4.04, 1e-6);
}

TEST_F(SizeEvidenceTest, QuietContentIsNotStill) {
  Play(10, 13500);
  Play(20, 2000);  // 1/7 of the mean: little motion, not none
  EXPECT_FALSE(evidence_.Current().has_value());
  EXPECT_FALSE(evidence_.TakeEnded().has_value());
}

TEST_F(SizeEvidenceTest, AFilmShownAtTwiceItsRateIsNotStill) {
  for (; next_ < 500; ++next_) {
    const int bytes = next_ % 2 == 0 ? 13500 + next_ : 75;
    evidence_.Add({next_ * kFrame, kFrame, false, bytes});
    ASSERT_FALSE(evidence_.Current().has_value());
  }
}

TEST_F(SizeEvidenceTest, HeadersThatDoNotShrinkAreLeftOut) {
  evidence_.Reset(320, 180);
  Play(4, 1900);
  Play(6, 93);  // H.264 in four slices, every one of them skipped
  EXPECT_TRUE(evidence_.Current().has_value());
}

TEST_F(SizeEvidenceTest, PicturesOfOneSizeAreStuffed) {
  Play(4, 13500);
  for (; next_ * kFrame < 6; ++next_) evidence_.Add({next_ * kFrame, kFrame, false, 10000});
  const std::optional<StillRun> run = evidence_.Current();
  ASSERT_TRUE(run.has_value());
  EXPECT_NEAR(run->start, 4.12, 1e-6);  // three of a kind may be chance
}

TEST_F(SizeEvidenceTest, AStreamStillFromItsStartIsRecognisedByItsSkippedPictures) {
  Play(3, 75);
  ASSERT_TRUE(evidence_.Current().has_value());
  EXPECT_NEAR(evidence_.Current()->start, 0.04, 1e-6);
}

TEST_F(SizeEvidenceTest, AShortRunIsNothing) {
  Play(4, 13500);
  Play(4.3, 75);
  Play(8, 13500);
  EXPECT_FALSE(evidence_.TakeEnded().has_value());
}

TEST_F(SizeEvidenceTest, AJumpOfTheTimelineEndsTheRun) {
  Play(4, 13500);
  Play(6, 75);
  evidence_.Add({500.0, kFrame, false, 75});
  const std::optional<StillRun> run = evidence_.TakeEnded();
  ASSERT_TRUE(run.has_value());
  EXPECT_NEAR(run->end, 6.0, 1e-6);
}

}  // namespace
}  // namespace vedette::gate
