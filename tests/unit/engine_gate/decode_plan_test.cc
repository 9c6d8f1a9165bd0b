#include "engine/gate/decode_plan.h"

#include <gtest/gtest.h>

namespace vedette::gate {
namespace {

using checks::Depth;
using media::TrackType;

TEST(DecodePlanTest, EachDepthDecodesWhatItPromises) {
  const struct {
    Depth depth;
    TrackType type;
    bool key;
    Decode expected;
  } kCases[] = {
      {Depth::kManifest, TrackType::kVideo, true, Decode::kNot},
      {Depth::kPackets, TrackType::kVideo, true, Decode::kNot},
      {Depth::kPackets, TrackType::kAudio, true, Decode::kNot},
      {Depth::kKeyframes, TrackType::kVideo, true, Decode::kAlone},
      {Depth::kKeyframes, TrackType::kVideo, false, Decode::kNot},
      {Depth::kKeyframes, TrackType::kAudio, true, Decode::kSequence},
      {Depth::kFull, TrackType::kVideo, true, Decode::kSequence},
      {Depth::kFull, TrackType::kVideo, false, Decode::kSequence},
      {Depth::kFull, TrackType::kSubtitle, true, Decode::kNot},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(PlanFor(test.depth, test.type, test.key), test.expected)
        << static_cast<int>(test.depth) << " " << static_cast<int>(test.type) << " " << test.key;
  }
}

}  // namespace
}  // namespace vedette::gate
