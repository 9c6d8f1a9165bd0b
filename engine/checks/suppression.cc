#include "engine/checks/suppression.h"

#include <algorithm>
#include <iterator>

namespace vedette::checks {
namespace {

using enum CheckId;

struct Explanation {
  CheckId cause;
  CheckId effect;
};

constexpr Explanation kExplanations[] = {
    {kDeadAir, kBlack},
    {kDeadAir, kFreeze},
    {kDeadAir, kSilence},
    {kBlack, kFreeze},
    {kBlack, kBitrateLow},
    {kFreeze, kBitrateLow},
    {kStaticPicture, kBitrateLow},
    {kHlsSegmentMissing, kTimestampGap},
    {kHlsSegmentMissing, kTsContinuity},
    {kHlsSegmentMissing, kFpsLow},
    {kHlsSegmentInvalid, kTimestampGap},
    {kHlsSegmentInvalid, kTsContinuity},
    {kHlsSegmentInvalid, kFpsLow},
    {kDashSegmentMissing, kTimestampGap},
    {kDashSegmentMissing, kTsContinuity},
    {kDashSegmentMissing, kFpsLow},
    {kVideoMissing, kFpsLow},
    {kVideoMissing, kBlack},
    {kVideoMissing, kFreeze},
    {kAudioMissing, kSilence},
};

}  // namespace

bool Explains(CheckId cause, CheckId effect) {
  if (cause == kDown || cause == kConnectError || cause == kNoData) return Info(effect).on_media;
  return std::any_of(std::begin(kExplanations), std::end(kExplanations),
                     [&](const auto& row) { return row.cause == cause && row.effect == effect; });
}

}  // namespace vedette::checks
