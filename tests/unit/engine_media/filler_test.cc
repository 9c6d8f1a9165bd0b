#include "engine/media/filler.h"

#include <gtest/gtest.h>

#include <memory>

namespace vedette::media {
namespace {

TrackInfo Track(const char* codec, Bytes extradata = {}) {
  TrackInfo track;
  track.codec = codec;
  if (!extradata.empty()) track.extradata = std::make_shared<const Bytes>(std::move(extradata));
  return track;
}

const Bytes kAvcc = {1, 100, 0, 31, 0xff};  // lengths of 4 bytes
const Bytes kAvccShort = {1, 100, 0, 31, 0xfd};

struct FillerCase {
  const char* name;
  TrackInfo track;
  Bytes unit;
  int32_t want;
};

TEST(FillerCounterTest, CountsFillerWithItsFraming) {
  const FillerCase cases[] = {
      {"none", Track("h264"), {0, 0, 0, 1, 0x65, 1, 2, 3}, 0},
      {"at the end", Track("h264"), {0, 0, 1, 0x65, 9, 0, 0, 1, 0x0c, 0xff, 0xff, 0x80}, 7},
      {"in the middle", Track("h264"), {0, 0, 1, 0x0c, 0xff, 0xff, 0, 0, 1, 0x41, 7}, 6},
      {"hevc", Track("hevc"), {0, 0, 1, 0x4c, 1, 0xff, 0, 0, 1, 0x26, 1}, 6},
      {"other codec", Track("mpeg2video"), {0, 0, 1, 0x0c, 0xff, 0xff}, 0},
      {"length-prefixed",
       Track("h264", kAvcc),
       {0, 0, 0, 2, 0x65, 1, 0, 0, 0, 3, 0x0c, 255, 128},
       7},
      {"short lengths", Track("h264", kAvccShort), {0, 2, 0x0c, 128, 0, 1, 0x65}, 4},
      {"length too long", Track("h264", kAvcc), {0, 0, 0, 9, 0x0c, 255}, 0},
      {"length zero", Track("h264", kAvcc), {0, 0, 0, 0, 0x0c, 255}, 0},
      {"empty", Track("h264"), {}, 0},
      {"start code at the end", Track("h264"), {0, 0, 1}, 0},
  };
  for (const FillerCase& c : cases) {
    EXPECT_EQ(FillerCounter(c.track).Count(c.unit), c.want) << c.name;
  }
}

}  // namespace
}  // namespace vedette::media
